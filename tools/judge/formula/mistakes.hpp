#pragma once

#include <functional>
#include <string>
#include <vector>

#include "judge/formula/change.hpp"

namespace lab {

/// What gives the same numbers as the answer `got`: the sentences, to go on after "This is what comes out when", of one
/// mistake in the formula, or else of two at once. At most three; none where nothing fits.
std::vector<std::string> mistakes_that_give(const std::vector<double>& got, const formula& right,
                                            const surroundings& given);

/// Whether a formula gives these numbers.
bool gives(const formula& one, const surroundings& given, const std::vector<double>& numbers, double tolerance = 1e-9);

/// Every formula that is wrong by one mistake, for whoever wants to see them.
struct wrong_formula {
  formula all;
  std::string sentence;
};

/// What changes more than one place: all roots missing, two names swapped.
void change_everywhere(const formula_at_work& right, std::vector<wrong_formula>& all);

/// What is returned instead of the result: a part of it, an argument, the result clipped or divided once more.
void return_another(const formula_at_work& right, std::vector<wrong_formula>& all);

std::vector<wrong_formula> wrong_formulas(const formula& right, const surroundings& given);

}  // namespace lab
