#include "messages/slips/source.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

#include "messages/parameter_names.hpp"

namespace lab {
namespace {

constexpr std::size_t longest_line = 500;  // longer ones are no code that somebody wrote by hand

/// Blanks out comments and what stands between quotes; `inside` tells whether a comment goes on from the line before.
std::string only_code(const std::string& line, bool& inside) {
  std::string code;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool pair = i + 1 < line.size();
    if (inside) {
      if (line[i] == '*' && pair && line[i + 1] == '/') {
        inside = false;
        ++i;
      }
    } else if (quote != 0) {
      if (line[i] == '\\') ++i;
      if (i < line.size() && line[i] == quote) {
        quote = 0;
        code += line[i];
      }
    } else if (line[i] == '/' && pair && line[i + 1] == '/') {
      break;
    } else if (line[i] == '/' && pair && line[i + 1] == '*') {
      inside = true;
      ++i;
    } else {
      if (line[i] == '"' || line[i] == '\'') quote = line[i];
      code += line[i];
    }
  }
  return code;
}

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// "const image& x0" of "image(const image& x0, int t)".
std::vector<std::string> parameter_types(const std::string& between) {
  std::vector<std::string> types;
  std::string part;
  int depth = 0;
  for (const char c : between + ",") {
    depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
    if (c != ',' || depth > 0) {
      part += c;
      continue;
    }
    const std::size_t begin = part.find_first_not_of(" \t"), name = part.find_last_of(" &*>");
    types.push_back(begin == std::string::npos || name == std::string::npos ? ""
                                                                            : part.substr(begin, name + 1 - begin));
    while (!types.back().empty() && types.back().back() == ' ') types.back().pop_back();
    part.clear();
  }
  return types;
}

}  // namespace

std::vector<source_line> source_lines(const std::string& code, const line_range& range) {
  std::vector<source_line> lines;
  std::istringstream stream(code);
  int number = 0;
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    const std::string only = line.size() > longest_line ? "" : only_code(line, inside);
    if (range.holds(number)) lines.push_back({number, only});
  }
  return lines;
}

int mentions(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size())) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end]))) ++count;
  }
  return count;
}

int source_function::mentions(const std::string& word) const {
  int count = 0;
  for (const source_line& line : body) count += lab::mentions(line.code, word);
  return count;
}

std::vector<source_function> functions_in(const std::vector<source_line>& lines) {
  static const std::regex head("^inline\\s+[\\w:<>]+\\s+(\\w+)\\s*\\(");
  std::vector<source_function> all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch found;
    if (!std::regex_search(lines[i].code, found, head)) continue;
    source_function one;
    one.name = found[1];
    std::string signature = lines[i].code;
    std::size_t j = i;
    while (signature.find('{') == std::string::npos && j + 1 < lines.size()) signature += " " + lines[++j].code;
    const std::size_t open = signature.find('('), brace = signature.find('{'), close = signature.rfind(')', brace);
    if (brace == std::string::npos || close == std::string::npos || close < open) continue;
    if (close > open + 1) {
      one.parameters = parameter_names(signature.substr(0, close + 1));
      one.types = parameter_types(signature.substr(open + 1, close - open - 1));
    }
    // The rest of the signature's line, then lines until the brackets pair.
    int depth = 1;
    source_line line{lines[j].number, signature.substr(brace + 1)};
    while (true) {
      std::size_t end = 0;
      while (end < line.code.size() && depth > 0) {
        depth += line.code[end] == '{' ? 1 : line.code[end] == '}' ? -1 : 0;
        ++end;
      }
      if (depth == 0) line.code.resize(end - 1);
      one.body.push_back(line);
      if (depth == 0 || j + 1 >= lines.size()) break;
      line = lines[++j];
    }
    all.push_back(std::move(one));
    i = j;
  }
  return all;
}

}  // namespace lab
