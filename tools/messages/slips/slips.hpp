#pragma once

#include <string>
#include <vector>

#include "messages/slips/source.hpp"

namespace lab {

/// What compiles and is seldom meant, as a sentence without its full stop.
struct slip {
  int line = 0;
  std::string sentence;
};

/// 1/2, ^, `auto` for an expression of arrays, float, limits that are swapped, 199 for timesteps - 1.
void slips_of_numbers(const source_function& function, std::vector<slip>& slips);

/// `for (...);`, a comparison as a statement, a result that is thrown away, =+.
void slips_of_statements(const source_function& function, std::vector<slip>& slips);

/// A parameter that is never used, a name without a first value, a product that begins at 0.
void slips_of_variables(const source_function& function, std::vector<slip>& slips);

/// A return inside of a loop, a loop that counts away from its end, one that ends too early or at a number of its own.
void slips_of_loops(const source_function& function, std::vector<slip>& slips);

/// What goes wrong from one round of a loop to the next: overwritten, not set back, changed while it is read.
void slips_of_rounds(const source_function& function, std::vector<slip>& slips);

/// All of these in the lines of one exercise, by line.
std::vector<slip> slips_in(const std::string& code, const line_range& range = {1, 1 << 30});

/// What explains an index outside of its array: `image y;`, which has no pixels yet, and i <= x.rows().
std::vector<slip> slips_of_indices(const std::string& code, const line_range& range = {1, 1 << 30});

/// The lines in which something is computed, apart from indices: where arrays of two sizes may have met.
std::vector<int> lines_that_compute(const std::string& code, const line_range& range = {1, 1 << 30});

}  // namespace lab
