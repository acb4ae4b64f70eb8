#include <regex>

#include "messages/slips/slips.hpp"
#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

std::string first_word(const std::string& header) { return header.substr(0, header.find_first_of(" (")); }

/// A value that is computed and goes nowhere.
bool is_thrown_away(const std::string& code) {
  static const std::regex keeps(
      "=|\\+\\+|--|^(return|break|continue|throw|using|delete|todo|struct|static_assert)\\b|push_back|emplace|"
      "insert|erase|set(Zero|Ones|Constant)|resize|fill|swap|reverse\\(|sort|iota|printf|cout|cerr|<<|assign|InPlace");
  static const std::regex works(
      "[-+*/]|\\.(max|min|square|sqrt|exp|log|log10|abs|transpose|matrix|array|mean|sum|pow|cwise\\w+)\\(");
  return !code.empty() && !std::regex_search(code, keeps) && std::regex_search(code, works) &&
         declared_in(code).empty();
}

/// Without "(t - 1)" and "[c + 1]" behind a name.
std::string without_indices(const std::string& code) {
  static const std::regex index(R"((\w)(\([\w +\-,.]*\)|\[[^\]]*\]))");
  return std::regex_replace(code, index, "$1");
}

}  // namespace

std::vector<int> lines_that_compute(const std::string& code, const line_range& range) {
  static const std::regex computes(R"([\w)] ?[-+*/]=? ?[\w(])");
  std::vector<int> lines;
  for (const source_function& function : functions_in(source_lines(code, range)))
    for (const source_statement& one : statements_of(function))
      if (std::regex_search(without_indices(one.code), computes) && (lines.empty() || lines.back() != one.line))
        lines.push_back(one.line);
  return lines;
}

void slips_of_statements(const source_function& function, std::vector<slip>& slips) {
  static const std::regex compared(R"(^[\w.:]+(\([^()]*\)|\[[^\]]*\])*(\([^()]*\))? ?==)"),
      turned(R"([\w)\]] ?=[+-] )");
  for (const source_statement& one : statements_of(function)) {
    if (one.code.empty() && !one.inside.empty())
      slips.push_back(
          {one.line,
           text("the semicolon directly behind ", one.inside.back(), " ends it: the ", first_word(one.inside.back()),
                " is empty and does nothing, and what follows does not belong to it; remove that ;")});
    if (std::regex_search(one.code, compared)) {
      slips.push_back({one.line, "== is a comparison and stores nothing; a single = stores"});
    } else if (is_thrown_away(one.code)) {
      slips.push_back(
          {one.line, text("the result of ", one.code.substr(0, 60),
                          " is thrown away, stored nowhere; write x = in front of it, where x is what should change")});
    }
    if (std::regex_search(one.code, turned) && one.code.find("= -") == std::string::npos &&
        one.code.find("= +") == std::string::npos)
      slips.push_back(
          {one.line, "=+ and =- store a value with a sign in front of it; to add or subtract write += or -="});
  }
}

}  // namespace lab
