#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A whole number in another type, int or floating-point, that may have fewer of them. Throws (value), naming what it
/// is, where that type does not have it: 2^32 as int, 2^24 + 1 as float.
template <class To, class From>
constexpr To narrowed(const From& number, const char* what) {
  if constexpr (std::is_floating_point_v<From>) {
    static_assert(std::numeric_limits<To>::digits < std::numeric_limits<double>::digits);
    constexpr double least = (std::numeric_limits<To>::min)(), most = (std::numeric_limits<To>::max)();
    const double wide = static_cast<double>(number);
    require(in_range(wide, least, most) && static_cast<double>(static_cast<To>(wide)) == wide, error_kind::value, what,
            ": expected a whole number that its type has, got ", number);
  } else if constexpr (std::is_floating_point_v<To>) {
    // Up to 2^digits every whole number is one of them.
    constexpr long long most = 1LL << std::numeric_limits<To>::digits;
    require(std::cmp_greater_equal(+number, -most) && std::cmp_less_equal(+number, most), error_kind::value, what,
            ": expected a number from ", -most, " to ", most, ", got ", +number);
  } else {
    constexpr To least = (std::numeric_limits<To>::min)(), most = (std::numeric_limits<To>::max)();
    require(std::cmp_greater_equal(+number, least) && std::cmp_less_equal(+number, most), error_kind::value, what,
            ": expected a number from ", least, " to ", most, ", got ", +number);
  }
  return static_cast<To>(number);
}

}  // namespace sfumato
