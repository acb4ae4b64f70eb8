#include "messages/error_sentences.hpp"

#include <regex>
#include <set>

#include "messages/slips/source.hpp"
#include "messages/text.hpp"
#include "messages/translations.hpp"

namespace lab {
namespace {

bool minds_types(const std::string& words) {
  static const std::regex pattern("could not convert|conversion from|no viable conversion|no matching");
  return std::regex_search(words, pattern);
}

/// Whether the quoted line is an if or a while with a single = in it.
bool stores_in_condition(const diagnostic& found) {
  static const std::regex condition("\\b(if|while) ?\\([^;{]*[^=!<>]=[^=]");
  return std::regex_search(found.before + found.source, condition);
}

/// A loop's variable that is used where the loop has ended already, in the same function.
std::string ended_loop(const diagnostic& where, const std::string& code) {
  static const std::regex unknown("'(\\w+)' was not declared|use of undeclared identifier '(\\w+)'");
  std::smatch found;
  if (!std::regex_search(where.words, found, unknown)) return "";
  const std::string name = found[1].matched ? found[1] : found[2];
  const std::regex head("for ?\\([^;)]*\\b" + name + " ?=");
  bool looped = false;
  for (const source_line& line : source_lines(code, {1, where.line})) {
    if (line.code.rfind("inline", 0) == 0) looped = false;
    looped = looped || std::regex_search(line.code, head);
  }
  if (!looped) return "";
  return text(name,
              " is known only inside of its loop, which has ended here. Is there a ; (a semicolon) directly behind the "
              "round brackets of the for, or are curly brackets { } missing around what belongs to the loop?");
}

bool said_power(const compiler_log& log, std::size_t i) {
  static const std::regex power("\\^ *\\d");
  return log.at[i] + 1 < log.lines.size() && std::regex_search(log.lines[log.at[i] + 1], power);
}

/// Two things side by side, as a formula on paper writes a product: the compiler expects a semicolon between them,
/// and may first mind the type of what stands in front.
std::string missing_times(const compiler_log& log, std::size_t i) {
  static const std::regex semicolon("expected (',' or )?';'");
  static const std::regex factor("^\\s*([A-Za-z_]\\w*|\\d[\\w.]*)");
  static const std::set<std::string> begins_something_else = {
      "return",  "for",   "if",     "while",    "else",   "do",     "break",  "continue", "const", "auto",
      "image",   "curve", "int",    "features", "scalar", "double", "float",  "bool",     "todo",  "layer",
      "moments", "throw", "switch", "case",     "using",  "struct", "static", "inline"};
  if (!std::regex_search(log.all[i].words, semicolon) && !minds_types(log.all[i].words)) return "";
  for (std::size_t j = i; j < log.all.size(); ++j) {
    std::smatch found;
    if (log.all[j].line == log.all[i].line && log.all[j].file == log.all[i].file &&
        std::regex_search(log.all[j].words, semicolon) && std::regex_search(log.all[j].source, found, factor) &&
        begins_something_else.count(found[1]) == 0 && !log.all[j].begins_line())
      return text("Is a * missing in front of ", std::string(found[1]),
                  "? C++ wants every multiplication written out, and every statement ended by a semicolon.");
  }
  return "";
}

}  // namespace

std::string without_foreign_guess(const std::string& words, const std::string& code) {
  static const std::regex guess("; did you mean '(std::)?([^']+)'\\??");
  static const std::set<std::string> offered = {
      "scalar", "image", "curve", "features", "denoiser", "noise_source", "mean_step", "layer", "moments", "encoded",
      "sqrt",   "exp",   "log",   "log10",    "pow",      "sin",          "cos",       "abs",   "min",     "max",
      "clamp",  "size",  "rows",  "cols",     "square",   "mean",         "sum",       "size_t"};
  std::smatch found;
  if (!std::regex_search(words, found, guess) || offered.count(found[2]) > 0) return words;
  for (const source_line& line : source_lines(code, {}))
    if (mentions(line.code, found[2]) > 0) return words;
  return std::string(found.prefix()) + std::string(found.suffix());
}

std::string sentence_for(const compiler_log& log, std::size_t i, const std::string& all, const compiled_file& about) {
  diagnostic found = log.all[i];
  found.words = without_foreign_guess(found.words, about.code);
  static const std::regex single_quotes("'[^'\\\\]{2,}'"), comma("\\bfor ?\\([^;]*,[^;]*(,[^;]*)?$"),
      decimals("[-+*/] ?\\d+,\\d+ ?[-+*/;]");
  if (found.severity != "warning") {
    if (minds_types(found.words) && std::regex_search(found.before + found.source, single_quotes))
      return "A text stands between double quotes: \"FCIG\". Single quotes are for one letter.";
    if (std::regex_search(found.words, std::regex("read.only|cannot assign|no viable overloaded .=.")) &&
        stores_in_condition(found))
      return translate("suggest parentheses around assignment");
    if (std::regex_search(found.words, std::regex("expected .;.")) && std::regex_search(found.before, comma))
      return "The three parts between the brackets of a for are divided by semicolons: for (int t = 0; t < n; ++t).";
    if (minds_types(found.words) && std::regex_search(found.before + found.source, decimals))
      return translate("left operand of comma operator has no effect");
    if (const std::string missing = missing_times(log, i); !missing.empty()) return missing;
    if (std::regex_search(found.before, std::regex("[-+*/(=] ?\\[[^\\]]*$")))
      return "Square brackets do not group a formula in C++. Write round brackets: a * (b - c).";
  }
  if (const std::string foreign = foreign_function(found.words, about.group, about.names); !foreign.empty())
    return foreign;
  if (const std::string ended = ended_loop(found, about.code); !ended.empty()) return ended;
  // clang++ names the sign only by its place.
  if (found.source.starts_with('^') && found.words.rfind("invalid operands", 0) == 0)
    return translate("no match for 'operator^'");
  std::string sentence = translate(found.words);
  if (sentence.empty()) sentence = translate(without_foreign_guess(all, about.code));
  if (std::regex_search(found.words, std::regex("numeric literal|invalid suffix")) && said_power(log, i))
    sentence += " Also, ^ is not a power in C++: write x.square() or std::pow(a, 2).";
  return sentence;
}

}  // namespace lab
