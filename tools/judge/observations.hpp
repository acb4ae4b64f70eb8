#pragma once

#include <string>
#include <vector>

#include "judge/formula/value.hpp"

namespace lab {

/// A value as a row of numbers, with the shape of an image where it is one.
struct numbers {
  std::vector<double> leaves;
  std::vector<std::string> places;  // "(2,3)"
  Eigen::Index rows = 0, columns = 0;
  bool are_numbers = true;  // and not a text

  const std::vector<double>& flat() const { return leaves; }
};

/// How an answer that no known mistake gives differs from the right one: every number negative, twice as large, turned
/// over, right up to a place. A line of its own, or nothing.
std::string observed(const numbers& expected, const numbers& got, const surroundings& given);

/// The same for an answer of another size.
std::string observed_size(const numbers& expected, const numbers& got, const surroundings& given);

}  // namespace lab
