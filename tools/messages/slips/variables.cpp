#include <algorithm>
#include <regex>

#include "messages/slips/slips.hpp"
#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

const std::regex zero(R"(^[({]? ?0(\.0*)? ?[)}]?$|^(image|curve)::Zero\b.*)"),
    one_or_ones(R"(^[({]? ?1(\.0*)? ?[)}]?$|^(image|curve)::Ones\b.*)");

/// "product *= x", "products(t) += x": the sign, where the statement changes the variable.
char changed_by(const std::string& code, const std::string& name) {
  std::smatch found;
  const std::regex change("^" + name + "(\\([^=]*\\)|\\[[^=]*\\])? ?([-+*/])= ?");
  if (std::regex_search(code, found, change)) return std::string(found[2])[0];
  const std::regex long_form("^" + name + " ?= ?" + name + " ?([-+*/])");
  return std::regex_search(code, found, long_form) ? std::string(found[1])[0] : '\0';
}

/// Whether the variable is only a place that is written to, in this statement.
bool only_written(const std::string& code, const std::string& name) {
  const std::regex written("^" + name + "(\\([^=]*\\)|\\[[^=]*\\](\\([^=]*\\))?)? ?[-+*/]?= ?");
  std::smatch found;
  return std::regex_search(code, found, written) && mentions(found.suffix(), name) == 0;
}

void first_values(const std::vector<source_statement>& statements, std::size_t at, const declared_name& it,
                  std::vector<slip>& slips) {
  static const std::regex number("^(scalar|double|float|int)$");
  char sign = '\0';
  bool read_first = false, met = false;
  for (std::size_t i = at + 1; i < statements.size(); ++i) {
    for (const std::string& header : statements[i].inside)
      if (std::regex_search(header, std::regex("\\( ?" + it.name + " ?= ?"))) return;  // for (i = 0; ...)
    if (mentions(statements[i].code, it.name) == 0) continue;
    const char change = changed_by(statements[i].code, it.name);
    if (!met)
      read_first = change != '\0' || !std::regex_search(statements[i].code, std::regex("^" + it.name + " ?= ?"));
    met = true;
    if (change != '\0' && sign == '\0') sign = change;
    // Stored anew before it changes: its first value does not matter.
    if (sign == '\0' && std::regex_search(statements[i].code, std::regex("^" + it.name + " ?= ?"))) return;
  }
  if (it.value.empty() && std::regex_match(it.type, number) && read_first) {
    slips.push_back(
        {statements[at].line,
         text(it.name, " is given no first value (uninitialised), so it begins with whatever lies in memory; write ",
              it.name, " = ", sign == '*' || sign == '/' ? "1" : "0")});
  } else if (sign == '*' && std::regex_match(it.value, zero)) {
    slips.push_back(
        {statements[at].line, text(it.name, " begins at 0, and 0 times anything stays 0: a product begins at 1")});
  } else if (sign == '+' && std::regex_match(it.value, one_or_ones)) {
    slips.push_back(
        {statements[at].line, text(it.name, " begins at 1: a sum begins at 0 (and a product grows by *=)")});
  }
}

}  // namespace

void slips_of_variables(const source_function& function, std::vector<slip>& slips) {
  const int first_line = function.body.empty() ? 0 : function.body.front().number;
  for (const std::string& parameter : function.parameters)
    if (function.mentions(parameter) == 0)
      slips.push_back({first_line, text(parameter, " is never used, although the formula needs it")});
  const auto statements = statements_of(function);
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (const declared_name& it : declared_in(statements[i].code)) {
      first_values(statements, i, it, slips);
      if (function.mentions(it.name) == 1) {
        slips.push_back({statements[i].line, text(it.name, " is computed and never used")});
        continue;
      }
      bool written = false, read = false;
      for (std::size_t j = i + 1; j < statements.size(); ++j) {
        const bool here = mentions(statements[j].code, it.name) > 0, writes = only_written(statements[j].code, it.name);
        written = written || writes;
        read = read || (here && !writes);
        for (const std::string& header : statements[j].inside) read = read || mentions(header, it.name) > 0;
      }
      if (written && !read)
        slips.push_back({statements[i].line, text("what is stored in ", it.name,
                                                  " is never used: should the function return ", it.name, "?")});
    }
}

}  // namespace lab
