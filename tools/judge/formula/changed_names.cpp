#include <cmath>
#include <set>

#include "judge/formula/change.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

bool same_size(const image& a, const image& b) { return a.rows() == b.rows() && a.cols() == b.cols(); }

void other_names(const expression& part, const formula_at_work& where, std::vector<change>& all) {
  const auto& values = where.known.values;
  const auto mine = values.find(part.word);
  if (mine == values.end()) return;
  for (const auto& [name, value] : values)
    if (name != part.word && same_size(value, mine->second))
      all.push_back({{name, {}}, "the wrong variable is used", true});
  if (mine->second.size() > 1)
    for (const char* more : {"exp", "abs"})
      all.push_back({{more, {part}}, text(more, " is taken, which does not belong there"), false});
  if (mine->second.size() > 1) return;
  all.push_back({{"-", {{"1", {}}, part}}, "it is subtracted from 1, which does not belong there", true});
  for (const char* sign : {"+", "-"})
    if (where.known.whole.count(part.word) > 0) all.push_back({{sign, {part, {"1", {}}}}, "it is one off", true});
}

void other_numbers(const expression& part, std::vector<change>& all) {
  const double number = std::strtod(part.word.c_str(), nullptr);
  std::set<double> tried{number};
  for (const double other : {number + 1, number - 1, 2 * number, number / 2, 10 * number, number / 10, 1 / number,
                             -number, 0.0, 255.0, 256.0, 128.0, 127.0, 100.0, 1000.0, 20.0, 0.5, 0.9999, 0.99}) {
    if (!std::isfinite(other) || !tried.insert(other).second) continue;
    const std::string digits = number_in_full(std::abs(other));
    all.push_back(
        {other < 0 ? expression{"neg", {{digits, {}}}} : expression{digits, {}}, "the number is wrong", false});
  }
}

}  // namespace

std::vector<change> changed_names_and_numbers(const expression& part, const formula_at_work& where) {
  std::vector<change> all;
  if (part.is_name()) other_names(part, where, all);
  if (part.is_number()) other_numbers(part, all);
  return all;
}

std::vector<change> changes_of(const expression& part, const formula_at_work& where) {
  std::vector<change> all;
  for (const auto kind :
       {changed_roots_and_powers, changed_signs_and_factors, changed_functions, changed_names_and_numbers})
    for (change& one : kind(part, where)) all.push_back(std::move(one));
  return all;
}

}  // namespace lab
