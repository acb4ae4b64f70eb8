#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A number of 16 bits: the upper half of a float, 8 bits of exponent and 7 of mantissa, so the range of float with two
/// to three decimal digits. For storage; arithmetic is done in float.
struct bf16 {
  std::uint16_t bits = 0;

  bf16() = default;
  /// The nearest, ties to even; NaN stays NaN.
  template <class T>
  requires(std::is_arithmetic_v<T>) SFUMATO_HOST_DEVICE explicit constexpr bf16(T number)
      : bits(rounded(std::bit_cast<std::uint32_t>(static_cast<float>(number)))) {}

  SFUMATO_HOST_DEVICE explicit constexpr operator float() const {
    return std::bit_cast<float>(std::uint32_t{bits} << 16);
  }
  SFUMATO_HOST_DEVICE explicit constexpr operator double() const { return static_cast<double>(float(*this)); }

 private:
  SFUMATO_HOST_DEVICE static constexpr std::uint16_t rounded(std::uint32_t word) {
    const bool nan = (word & 0x7FFFFFFFu) > 0x7F800000u;
    const std::uint32_t up = 0x7FFFu + ((word >> 16) & 1u);
    return static_cast<std::uint16_t>(nan ? (word >> 16) | 0x40u : (word + up) >> 16);
  }
};

static_assert(sizeof(bf16) == 2 && std::is_trivially_copyable_v<bf16>);

}  // namespace sfumato
