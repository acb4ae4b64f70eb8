#pragma once

#include <string>
#include <vector>

#include "judge/formula/value.hpp"

namespace lab {

/// One thing that people do to a formula: what they write instead of a part of it, and the words for that.
struct change {
  expression made;
  std::string reason;   // "a square root is missing"
  bool likely = false;  // often enough to be looked for together with another one
};

/// A formula with what its names stand for, its own lines included.
struct formula_at_work {
  formula all;
  surroundings known;
};

/// The changes of one part, by kind. `where` is the formula that the part stands in.
std::vector<change> changed_roots_and_powers(const expression& part, const formula_at_work& where);
std::vector<change> changed_signs_and_factors(const expression& part, const formula_at_work& where);
std::vector<change> changed_functions(const expression& part, const formula_at_work& where);
std::vector<change> changed_names_and_numbers(const expression& part, const formula_at_work& where);

/// Every change of a part, of whatever kind.
std::vector<change> changes_of(const expression& part, const formula_at_work& where);

}  // namespace lab
