#pragma once

#include <bit>
#include <cstdint>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

// What is asked of numbers here is asked of their bits. With -ffast-math (-Ofast, -ffinite-math-only) a compiler takes
// for granted that there are no NaN and no infinities, and std::isfinite(x), x == x or x >= 0 no longer see them. The
// arguments are references, since one by value may be taken for finite, too.

/// Whether the compiler was told so. A NaN may then get lost on its way through a network (max(NaN, 0) is 0), so that
/// weights are looked at, too, and not only what comes out.
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
inline constexpr bool assumes_finite_numbers = true;
#else
inline constexpr bool assumes_finite_numbers = false;
#endif

SFUMATO_HOST_DEVICE constexpr bool is_finite(const float& x) {
  return (std::bit_cast<std::uint32_t>(x) & 0x7F800000u) != 0x7F800000u;
}
SFUMATO_HOST_DEVICE constexpr bool is_finite(const double& x) {
  return (std::bit_cast<std::uint64_t>(x) & 0x7FF0000000000000u) != 0x7FF0000000000000u;
}

SFUMATO_HOST_DEVICE constexpr bool is_nan(const float& x) {
  return (std::bit_cast<std::uint32_t>(x) & 0x7FFFFFFFu) > 0x7F800000u;
}
SFUMATO_HOST_DEVICE constexpr bool is_nan(const double& x) {
  return (std::bit_cast<std::uint64_t>(x) & 0x7FFFFFFFFFFFFFFFu) > 0x7FF0000000000000u;
}

/// low <= x <= high, all of them finite; false for NaN and infinities.
template <class T>
SFUMATO_HOST_DEVICE constexpr bool in_range(const T& x, const T& low, const T& high) {
  return is_finite(x) && x >= low && x <= high;
}
/// low <= x and low < x; x may be infinite; false for NaN.
template <class T>
SFUMATO_HOST_DEVICE constexpr bool at_least(const T& x, const T& low) {
  return !is_nan(x) && x >= low;
}
template <class T>
SFUMATO_HOST_DEVICE constexpr bool above(const T& x, const T& low) {
  return !is_nan(x) && x > low;
}

}  // namespace sfumato
