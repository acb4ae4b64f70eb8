#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "sfumato/core/finite.hpp"

namespace sfumato::inline SFUMATO_ISA {
namespace detail {

/// An IEEE 754 binary format of 16 bits: sign, exponent, mantissa. Infinity, NaN and subnormals as in binary32.
template <int ExponentBits, int MantissaBits>
struct small_float {
  static_assert(1 + ExponentBits + MantissaBits == 16);
  static constexpr int smallest_exponent = 2 - (1 << (ExponentBits - 1));  // of normal numbers
  static constexpr unsigned infinity = ((1u << ExponentBits) - 1) << MantissaBits;

  /// The nearest representable value, ties to even; overflow gives infinity.
  static std::uint16_t encode(double value) {
    const auto sign = static_cast<unsigned>(std::bit_cast<std::uint64_t>(value) >> 63) << 15;
    const double magnitude = std::fabs(value);
    if (is_nan(value)) return static_cast<std::uint16_t>(sign | infinity | 1u << (MantissaBits - 1));
    if (!is_finite(value) || magnitude >= std::ldexp(1.0, 2 - smallest_exponent))
      return static_cast<std::uint16_t>(sign | infinity);
    int exponent = magnitude == 0 ? smallest_exponent : std::ilogb(magnitude);
    if (exponent < smallest_exponent) exponent = smallest_exponent;
    // Scaling by a power of two is exact, so the one rounding is nearbyint's. A mantissa that rounds up to the next
    // power of two carries into the exponent field, and from the largest finite number into infinity.
    const auto mantissa = static_cast<unsigned>(std::nearbyint(std::ldexp(magnitude, MantissaBits - exponent)));
    return static_cast<std::uint16_t>(
        sign | ((static_cast<unsigned>(exponent - smallest_exponent) << MantissaBits) + mantissa));
  }

  static constexpr bool is_finite_code(std::uint16_t code) { return (code & infinity) != infinity; }

  static float decode(std::uint16_t code) {
    const int exponent = (code & 0x7FFF) >> MantissaBits;
    const int mantissa = code & ((1 << MantissaBits) - 1);
    if (!is_finite_code(code)) {
      const std::uint32_t sign = std::uint32_t{code} >> 15 << 31;
      return std::bit_cast<float>(sign | 0x7F800000u | (mantissa != 0 ? 0x00400000u : 0u));
    }
    float magnitude = 0;
    if (exponent == 0) {
      magnitude = std::ldexp(static_cast<float>(mantissa), smallest_exponent - MantissaBits);
    } else {
      magnitude = std::ldexp(static_cast<float>(mantissa + (1 << MantissaBits)),
                             exponent - 1 + smallest_exponent - MantissaBits);
    }
    return (code & 0x8000) ? -magnitude : magnitude;
  }
};

}  // namespace detail

/// IEEE 754 binary16 (F16): 5 exponent and 10 mantissa bits, largest 65504, smallest 2^-24.
inline std::uint16_t to_float16(double value) { return detail::small_float<5, 10>::encode(value); }
inline float from_float16(std::uint16_t code) { return detail::small_float<5, 10>::decode(code); }

/// bfloat16 (BF16): the upper half of a binary32, 8 exponent and 7 mantissa bits.
inline std::uint16_t to_bfloat16(double value) { return detail::small_float<8, 7>::encode(value); }
inline float from_bfloat16(std::uint16_t code) { return std::bit_cast<float>(std::uint32_t{code} << 16); }

}  // namespace sfumato
