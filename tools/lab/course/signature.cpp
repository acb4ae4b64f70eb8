#include "lab/course/signature.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

using ::lab::trimmed;

const std::set<std::string> plain_types = {"scalar", "int", "bool", "std::string", "image", "curve"};

/// Takes prefix<...> apart; false where the text is something else.
bool inside(const std::string& text, const std::string& prefix, std::string& content) {
  if (text.rfind(prefix + "<", 0) != 0 || text.back() != '>') return false;
  content = trimmed(text.substr(prefix.size() + 1, text.size() - prefix.size() - 2));
  return true;
}

/// At the commas outside of all brackets.
std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  if (trimmed(list).empty()) return parts;
  int depth = 0;
  std::string part;
  for (const char c : list + ",") {
    depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
    if (c != ',' || depth > 0) {
      part += c;
      continue;
    }
    parts.push_back(trimmed(part));
    part.clear();
  }
  return parts;
}

void require_known(const std::string& type, const vocabulary& known) {
  std::string content;
  if (plain_types.count(type) > 0 || known.aliases.count(type) > 0 || known.structs.count(type) > 0) return;
  if (inside(type, "std::vector", content)) return require_known(content, known);
  if (inside(type, "std::function", content)) return static_cast<void>(parse_callback(content, known));
  std::string names;
  for (const auto& plain : plain_types) names += plain + ", ";
  for (const auto& [alias, meaning] : known.aliases) names += alias + ", ";
  for (const auto& [name, fields] : known.structs) names += name + ", ";
  fail(error_kind::config, "--signature: expected the types ", names, "or std::vector and std::function of them, got ",
       type.empty() ? "nothing" : type);
}

signature::parameter parse_parameter(const std::string& text, const vocabulary& known, bool named) {
  signature::parameter one;
  std::string rest = trimmed(text);
  const std::size_t end = rest.find_last_of(" &>");
  // "const image& x", or a type alone: "int", "const image&", "std::vector<int>".
  const std::string last = end == std::string::npos ? "" : rest.substr(end + 1);
  if (named || (is_snake_case_name(last) && plain_types.count(last) + known.aliases.count(last) == 0)) {
    require(is_snake_case_name(last), error_kind::config, "--signature: expected a name in snake_case behind each type",
            " (const image& x), got ", rest);
    one.name = last;
    rest = trimmed(rest.substr(0, end + 1));
  }
  const bool constant = rest.rfind("const ", 0) == 0, reference = !rest.empty() && rest.back() == '&';
  require(constant == reference, error_kind::config, "--signature: expected a parameter by value (scalar a) or by ",
          "const reference (const image& x), got ", trimmed(text));
  one.type = constant ? trimmed(rest.substr(6, rest.size() - 7)) : rest;
  require_known(one.type, known);
  one.written = (constant ? "const " + one.type + "&" : one.type) + (one.name.empty() ? "" : " " + one.name);
  return one;
}

signature parse(const std::string& text, const vocabulary& known, bool named) {
  const std::string all = trimmed(text);
  const std::size_t open = all.find('(');
  require(open != std::string::npos && all.back() == ')', error_kind::config,
          "--signature: expected something like \"image(const image& x, scalar alpha_bar)\", got \"", text, "\"");
  signature parsed;
  parsed.result = trimmed(all.substr(0, open));
  require_known(parsed.result, known);
  std::string content;
  require(!inside(known.resolved(parsed.result), "std::function", content), error_kind::config,
          "--signature: a function cannot be returned, got ", parsed.result);
  for (const std::string& part : split(all.substr(open + 1, all.size() - open - 2))) {
    parsed.parameters.push_back(parse_parameter(part, known, named));
    const auto same = [&](const signature::parameter& other) { return other.name == parsed.parameters.back().name; };
    require(!named || std::count_if(parsed.parameters.begin(), parsed.parameters.end(), same) == 1, error_kind::config,
            "--signature: two parameters are called ", parsed.parameters.back().name);
  }
  return parsed;
}

}  // namespace

vocabulary vocabulary::of(const std::string& lab_hpp) {
  vocabulary known;
  const std::regex alias(R"(\nusing (\w+) = ([^;]+);)");
  for (std::sregex_iterator found(lab_hpp.begin(), lab_hpp.end(), alias), end; found != end; ++found)
    if (plain_types.count((*found)[1]) == 0) known.aliases[(*found)[1]] = (*found)[2];
  const std::regex checked_list(R"(\nstruct (\w+) : (std::vector<[\w:]+>) \{)");
  for (std::sregex_iterator found(lab_hpp.begin(), lab_hpp.end(), checked_list), end; found != end; ++found)
    known.aliases[(*found)[1]] = (*found)[2];
  const std::regex structure(R"(\nstruct (\w+) \{\n((?:  [\w:<>]+ \w+(?:, \w+)*;[^\n]*\n)+)\n?  void fields)");
  const std::regex field(R"(^\s*([\w:<>]+) (\w+(?:, \w+)*);)");
  for (std::sregex_iterator found(lab_hpp.begin(), lab_hpp.end(), structure), end; found != end; ++found) {
    std::istringstream lines((*found)[2]);
    for (std::string line; std::getline(lines, line);) {
      std::smatch parts;
      if (!std::regex_search(line, parts, field)) continue;
      for (std::size_t i = 0; i < split(parts[2]).size(); ++i) known.structs[(*found)[1]].push_back(parts[1]);
    }
  }
  return known;
}

std::string vocabulary::resolved(const std::string& type) const {
  const auto alias = aliases.find(type);
  return alias == aliases.end() ? type : resolved(alias->second);
}

std::string signature::parameters_written() const {
  std::string all;
  for (const parameter& one : parameters) all += (all.empty() ? "" : ", ") + one.written;
  return all;
}

signature parse_signature(const std::string& text, const vocabulary& known) { return parse(text, known, true); }

signature parse_callback(const std::string& text, const vocabulary& known) { return parse(text, known, false); }

bool is_snake_case_name(const std::string& word) {
  static const std::set<std::string> keywords = {
      "alignas",  "alignof",  "and",     "and_eq",    "asm",       "auto",     "bitand",   "bitor",    "bool",
      "break",    "case",     "catch",   "char",      "class",     "compl",    "concept",  "const",    "constexpr",
      "continue", "decltype", "default", "delete",    "do",        "double",   "else",     "enum",     "explicit",
      "export",   "extern",   "false",   "float",     "for",       "friend",   "goto",     "if",       "inline",
      "int",      "long",     "mutable", "namespace", "new",       "noexcept", "not",      "not_eq",   "nullptr",
      "operator", "or",       "or_eq",   "private",   "protected", "public",   "register", "requires", "return",
      "short",    "signed",   "sizeof",  "static",    "struct",    "switch",   "template", "this",     "throw",
      "true",     "try",      "typedef", "typeid",    "typename",  "union",    "unsigned", "using",    "virtual",
      "void",     "volatile", "while",   "xor",       "xor_eq",    "main",     "todo",     "scalar",   "image",
      "curve",    "lab",      "std"};
  return std::regex_match(word, std::regex("[a-z][a-z0-9]*(_[a-z0-9]+)*")) && keywords.count(word) == 0;
}

}  // namespace sfumato::lab
