#include <algorithm>
#include <regex>
#include <set>

#include "messages/slips/slips.hpp"
#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

bool is_loop(const std::string& header) { return header.rfind("for", 0) == 0 || header.rfind("while", 0) == 0; }

void returns_too_early(const source_statement& one, std::vector<slip>& slips) {
  if (!one.returns() || !one.in_loop()) return;
  if (is_loop(one.inside.back()))
    slips.push_back({one.line,
                     "this return stands inside of the loop, so the function ends in its first round; it belongs "
                     "behind the loop's }"});
  if (one.inside.back() == "else")
    slips.push_back(
        {one.line,
         "the return behind else ends the function in the first round that does not fit; it belongs behind the loop"});
}

void odd_loop(const std::string& header, int line, std::vector<slip>& slips) {
  const for_header loop = for_header_in(header);
  if (!loop) return;
  std::smatch found;
  const bool up = loop.step.find("++") != std::string::npos || loop.step.find("+=") != std::string::npos;
  const bool down = loop.step.find("--") != std::string::npos || loop.step.find("-=") != std::string::npos;
  const std::string& i = loop.variable;
  if (loop.type.find("size_t") != std::string::npos || loop.type.find("unsigned") != std::string::npos)
    if (std::regex_search(loop.condition, std::regex(i + " ?>= ?0")))
      slips.push_back({line, text(i, " is a ", loop.type, ", which is never below 0: ", i,
                                  " >= 0 always holds, and the loop never ends; write int")});
  if (down && std::regex_search(loop.condition, std::regex("^ ?" + i + " ?<")))
    slips.push_back({line, text(i, " counts down while the loop waits for it to grow; write ++", i)});
  if (up && std::regex_search(loop.condition, std::regex("^ ?" + i + " ?>")))
    slips.push_back({line, text(i, " counts up while the loop waits for it to fall; write --", i)});
  if (std::regex_search(loop.condition, found, std::regex("(<|<=|!=) ?(\\d+) ?$")) &&
      std::stoll("0" + std::string(found[2]).substr(0, 9)) > 3)
    slips.push_back(
        {line,
         text("the loop ends at ", std::string(found[2]),
              ", whatever the size is, and the tests use other sizes; write x.size(), x.rows() or the parameter")});
  if (up &&
      std::regex_search(loop.condition, std::regex("^ ?" + i + " ?< ?[\\w.()]+ ?- ?1 ?$|^ ?" + i + " ?\\+ ?1 ?< ?")))
    slips.push_back({line, text("this loop ends one too early, before the last ", i)});
  if (!up && !down && loop.step.find_first_not_of(' ') == std::string::npos)
    slips.push_back({line, text(i, " never changes in this loop; write ++", i)});
}

/// y(c, r) where r counts rows and c columns; an array that was made turned over is meant so.
void swapped_indices(const std::vector<source_statement>& statements, std::vector<slip>& slips) {
  static const std::regex rows(R"((\.rows\(\)|height) ?$)"), columns(R"((\.cols\(\)|width) ?$)");
  static const std::regex turned(R"(^\(\w+\.cols\(\), ?\w+\.rows\(\)\))"), pixel(R"((\w+) ?\( ?(\w+) ?, ?(\w+) ?\))");
  std::set<std::string> meant;
  for (const source_statement& one : statements) {
    for (const declared_name& it : declared_in(one.code))
      if (std::regex_search(it.value, turned)) meant.insert(it.name);
    std::set<std::string> over_rows, over_columns;
    for (const std::string& header : one.inside) {
      const for_header loop = for_header_in(header);
      if (loop && std::regex_search(loop.condition, rows)) over_rows.insert(loop.variable);
      if (loop && std::regex_search(loop.condition, columns)) over_columns.insert(loop.variable);
    }
    for (std::sregex_iterator found(one.code.begin(), one.code.end(), pixel), end; found != end; ++found) {
      const std::string name = (*found)[1], first = (*found)[2], second = (*found)[3];
      if (meant.count(name) > 0 || over_columns.count(first) == 0 || over_rows.count(second) == 0) continue;
      slips.push_back({one.line, text(found->str(), ": ", second, " counts rows and ", first,
                                      " columns, and the row stands first: ", name, "(", second, ", ", first, ")")});
      break;
    }
  }
}

bool mentioned_inside(const std::vector<source_statement>& statements, const std::string& header,
                      const std::string& name) {
  for (const source_statement& one : statements)
    if (const auto at = std::find(one.inside.begin(), one.inside.end(), header); at != one.inside.end()) {
      if (mentions(one.code, name) > 0) return true;
      if (std::any_of(at + 1, one.inside.end(), [&](const std::string& inner) { return mentions(inner, name) > 0; }))
        return true;
    }
  return false;
}

}  // namespace

void slips_of_loops(const source_function& function, std::vector<slip>& slips) {
  const auto statements = statements_of(function);
  std::set<std::string> seen;
  swapped_indices(statements, slips);
  for (const source_statement& one : statements) {
    returns_too_early(one, slips);
    for (const std::string& header : one.inside) {
      if (!seen.insert(header).second) continue;
      odd_loop(header, one.line, slips);
      const for_header loop = for_header_in(header);
      if (loop && !one.code.empty() && !mentioned_inside(statements, header, loop.variable))
        slips.push_back(
            {one.line, text(loop.variable, " is not used inside of its loop, so every round does the same")});
    }
  }
}

std::vector<slip> slips_of_indices(const std::string& code, const line_range& range) {
  static const std::regex fixed(R"((image|curve)(?: \w+)?(?:::\w+)? ?\((\d+)(?:, ?(\d+))?[,)])");
  std::vector<slip> slips;
  for (const source_function& function : functions_in(source_lines(code, range))) {
    std::set<std::string> seen;
    for (const source_statement& one : statements_of(function)) {
      for (const declared_name& it : declared_in(one.code))
        if (it.value.empty() && (it.type == "image" || it.type == "curve"))
          slips.push_back(
              {one.line, text(it.type == "image" ? "an " : "a ", it.type,
                              " made without a size has none, and so no place to store anything in; write ", it.type,
                              " ", it.name, it.type == "image" ? "(x.rows(), x.cols())" : "(x.size())")});
      for (const std::string& header : one.inside) {
        const for_header loop = for_header_in(header);
        if (!loop) continue;
        const std::string& i = loop.variable;
        if (seen.insert(header).second && std::regex_search(loop.condition, std::regex(i + " ?<= ?[\\w.()]+ ?$")))
          slips.push_back(
              {one.line,
               text(i, " <= goes one too far: places are counted from 0, so the last is one below the size; write <")});
        if (std::regex_search(loop.first, std::regex("^ ?0 ?$")) &&
            std::regex_search(one.code, std::regex("[(\\[] ?" + i + " ?- ?1")))
          slips.push_back({one.line, text("at ", i, " = 0 the place ", i, " - 1 is -1, which is none")});
        if (std::regex_search(one.code, std::regex("[(\\[] ?" + i + " ?\\+ ?1 ?[)\\]]")))
          slips.push_back({one.line, text("in the last round the place ", i, " + 1 is one too far")});
      }
    }
  }
  return slips;
}

std::vector<slip> slips_in(const std::string& code, const line_range& range) {
  const auto lines = source_lines(code, range);
  auto functions = functions_in(lines);
  if (functions.empty()) functions.push_back({"", {}, {}, lines});
  std::vector<slip> slips;
  for (const source_function& one : functions)
    for (const auto kind : {slips_of_numbers, slips_of_statements, slips_of_variables, slips_of_loops, slips_of_rounds})
      kind(one, slips);
  std::stable_sort(slips.begin(), slips.end(), [](const slip& a, const slip& b) { return a.line < b.line; });
  return slips;
}

}  // namespace lab
