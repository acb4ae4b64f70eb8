#pragma once

#include <functional>
#include <string>
#include <vector>

#include "judge/formula/change.hpp"

namespace lab {

/// What gives the same numbers as the answer `got`: the sentence, to go on after "This is what comes out when", of the
/// likeliest mistake in the formula, or else of two at once; empty where nothing fits.
std::string mistake_that_gives(const std::vector<double>& got, const formula& right, const surroundings& given);

/// Whether a formula gives these numbers.
bool gives(const formula& one, const surroundings& given, const std::vector<double>& numbers, double tolerance = 1e-9);

/// A formula that is wrong by one mistake.
struct wrong_formula {
  formula all;
  std::string sentence;
};

/// Other limits than min(max(...)) has: -1 and 1 for 0 and 255.
void other_limits(const formula_at_work& right, std::vector<wrong_formula>& all);

/// What changes more than one place: all roots missing, two names swapped.
void change_everywhere(const formula_at_work& right, std::vector<wrong_formula>& all);

/// What is returned instead of the result: a part of it, an argument, the result clipped or divided once more.
void return_another(const formula_at_work& right, std::vector<wrong_formula>& all);

}  // namespace lab
