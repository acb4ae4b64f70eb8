#include <algorithm>
#include <regex>

#include "messages/slips/slips.hpp"
#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

using std::regex;
using std::regex_search;

/// The innermost loop around a statement; an empty one where there is none.
for_header innermost(const source_statement& one) {
  for (auto header = one.inside.rbegin(); header != one.inside.rend(); ++header)
    if (const for_header loop = for_header_in(*header)) return loop;
  return {};
}

int loops_around(const source_statement& one) {
  return static_cast<int>(std::count_if(one.inside.begin(), one.inside.end(), [](const std::string& header) {
    return header.rfind("for", 0) == 0 || header.rfind("while", 0) == 0;
  }));
}

/// `y(i, c) = w(i, j) * v(j, c)` in a loop over j keeps the last product only.
void overwritten(const source_statement& one, std::vector<slip>& slips) {
  static const regex stored(R"(^([\w.]+)((?:\([^=]*?\)|\[[^=]*?\])*) = (.*)$)");
  std::smatch found;
  const for_header loop = innermost(one);
  if (!loop || !regex_search(one.code, found, stored)) return;
  const std::string name = found[1], place = found[2], value = found[3];
  if (one.inside.back().rfind("if", 0) == 0 && value.find('*') == std::string::npos) return;  // found = t
  if (mentions(place, loop.variable) > 0 || mentions(value, loop.variable) == 0 || mentions(value, name) > 0) return;
  slips.push_back(
      {one.line, text(name, place, " is overwritten in every round of the loop over ", loop.variable,
                      ", so that only the last value stays; write += to add them up, *= to multiply them")});
}

/// `weights.row(i) /= weights.sum()` in a loop over i: what is summed changes on the way.
void read_while_it_changes(const source_statement& one, std::vector<slip>& slips) {
  static const regex changed(R"(^(\w+)((?:\.\w+)?(?:\([^=]*?\)|\[[^=]*?\])*) ?[-+*/]?= (.*)$)");
  std::smatch found;
  const for_header loop = innermost(one);
  if (!loop || !regex_search(one.code, found, changed)) return;
  const std::string name = found[1], place = found[2], value = found[3];
  if (mentions(place, loop.variable) == 0) return;
  std::smatch whole;
  if (!regex_search(value, whole,
                    regex("\\b" + name + R"(((?:\.(?:row|col)\([^()]*\))?)\.(sum|mean|maxCoeff|minCoeff)\(\))")))
    return;
  if (mentions(whole[1], loop.variable) > 0) return;
  slips.push_back({one.line, text(std::string(whole[0]), " is taken anew in every round, while ", name,
                                  " is already changing; keep it in a variable before the loop begins")});
}

/// A sum that an inner loop adds up and an outer one reads, and that begins at 0 only once.
void never_set_back(const std::vector<source_statement>& statements, std::size_t at, std::vector<slip>& slips) {
  static const regex begins(R"(^[({]? ?[01](\.0*)? ?[)}]?$|::(Zero|Ones)\b)");
  const int depth = loops_around(statements[at]);
  for (const declared_name& it : declared_in(statements[at].code)) {
    if (!regex_search(it.value, begins) || it.type == "int" || it.type == "image" || it.type == "curve" ||
        it.type == "features")
      continue;
    bool added = false, read = false, set_back = false;
    for (std::size_t i = at + 1; i < statements.size(); ++i) {
      const source_statement& one = statements[i];
      if (mentions(one.code, it.name) == 0) continue;
      const bool adds = regex_search(one.code, regex("^" + it.name + " ?[-+*/]= "));
      added = added || (adds && loops_around(one) >= depth + 2);
      set_back = set_back || (regex_search(one.code, regex("^" + it.name + " ?= ")) && loops_around(one) > depth);
      read = read || (!adds && loops_around(one) > depth);
    }
    if (added && read && !set_back)
      slips.push_back(
          {statements[at].line, text(it.name, " is not set back for the next round: it begins at ", it.value,
                                     " only once, before the loops, and then goes on from what is left over; "
                                     "begin it inside of the outer loop")});
  }
}

/// `for (auto channel : y) channel += 1;` changes copies.
void changed_copies(const source_statement& one, std::vector<slip>& slips) {
  static const regex over(R"(^for ?\( ?(?:const )?(\w+) (\w+) : (\w+))");
  for (const std::string& header : one.inside) {
    std::smatch found;
    if (!regex_search(header, found, over)) continue;
    if (regex_search(one.code, regex("^" + std::string(found[2]) + R"((\([^=]*\)|\[[^=]*\])? ?[-+*/]?= )")))
      slips.push_back(
          {one.line, text(std::string(found[2]), " is a copy of what is in ", std::string(found[3]),
                          ", so the change is lost; write ", std::string(found[1]), "& ", std::string(found[2]))});
  }
}

}  // namespace

void slips_of_rounds(const source_function& function, std::vector<slip>& slips) {
  const auto statements = statements_of(function);
  std::string result;
  for (const source_statement& one : statements)
    if (one.returns() && !one.in_loop()) result = one.code;
  static const regex variable(R"(^return [A-Za-z_]\w*$)");
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const source_statement& one = statements[i];
    overwritten(one, slips);
    read_while_it_changes(one, slips);
    changed_copies(one, slips);
    never_set_back(statements, i, slips);
    if (one.in_loop() && one.code == result && regex_search(result, variable) && one.inside.back().rfind("if", 0) == 0)
      slips.push_back(
          {one.line, "return ends the whole function here, too early; to go on with the next round write continue"});
    if (regex_search(one.code, regex(R"(\.resize\()")) && function.mentions("push_back") > 0)
      slips.push_back(
          {one.line, "resize() fills the list with zeros, and push_back appends behind them: leave resize() out"});
    for (const declared_name& it : declared_in(one.code))
      if (it.type.rfind("std::vector", 0) == 0 && it.value.rfind("(", 0) == 0 && function.mentions("push_back") > 0)
        slips.push_back({one.line, text(it.name, it.value,
                                        " begins full of zeros, and push_back appends behind them: begin it empty")});
  }
}

}  // namespace lab
