#pragma once

#include <algorithm>
#include <vector>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The first so many of the ten digits: 4 gives 0, 1, 2, 3. Throws (value) naming a count that is not 1 to 10.
inline std::vector<int> first_digits(int count) {
  require(count >= 1 && count <= 10, error_kind::value, "classes: expected 1 to 10 digits, got ", count);
  std::vector<int> digits(static_cast<std::size_t>(count));
  for (int digit = 0; digit < count; ++digit) digits[static_cast<std::size_t>(digit)] = digit;
  return digits;
}

/// Throws (value) naming the digit that does not exist or occurs twice.
inline void require_digits(const std::vector<int>& digits) {
  require(!digits.empty(), error_kind::value, "classes: expected at least one digit, got none");
  for (auto digit = digits.begin(); digit != digits.end(); ++digit) {
    require(*digit >= 0 && *digit <= 9, error_kind::value, "classes: expected digits of 0 to 9, got ", *digit);
    require(std::find(digits.begin(), digit, *digit) == digit, error_kind::value,
            "classes: expected each digit once, got ", *digit, " twice");
  }
}

}  // namespace sfumato
