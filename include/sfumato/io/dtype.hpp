#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "sfumato/core/bf16.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/io/small_float.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The element types of tensors in files, in the order of the safetensors reference implementation.
enum class dtype { f16, bf16, f32, f64, i64 };

/// As files spell it.
constexpr std::string_view to_string(dtype type) {
  constexpr std::array<std::string_view, 5> names{"F16", "BF16", "F32", "F64", "I64"};
  return names[static_cast<std::size_t>(type)];
}

constexpr std::optional<dtype> parse_dtype(std::string_view name) {
  for (const dtype type : {dtype::f16, dtype::bf16, dtype::f32, dtype::f64, dtype::i64})
    if (to_string(type) == name) return type;
  return std::nullopt;
}

/// Bytes an element takes.
constexpr std::size_t size_of(dtype type) {
  switch (type) {
    case dtype::f16:
    case dtype::bf16: return 2;
    case dtype::f32: return 4;
    case dtype::f64:
    case dtype::i64: return 8;
  }
  return 0;
}

/// A C++ type that tensors in files convert to and from: float, double or std::int64_t.
template <class T>
concept tensor_element = std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>;

/// How files call a C++ type.
template <class T>
requires(tensor_element<T> ||
         std::is_same_v<T, bf16>) constexpr dtype dtype_of = std::is_same_v<T, bf16>     ? dtype::bf16
                                                             : std::is_same_v<T, float>  ? dtype::f32
                                                             : std::is_same_v<T, double> ? dtype::f64
                                                                                         : dtype::i64;

namespace detail {

template <class Stored>
Stored load(const std::byte* from) {
  Stored value;
  std::memcpy(&value, from, sizeof value);  // offsets in a file need not be aligned
  return value;
}

template <class Stored>
void store(std::byte* to, Stored value) {
  std::memcpy(to, &value, sizeof value);
}

/// The element at `from`, widened without loss.
template <class Wide>
Wide load_as(dtype type, const std::byte* from) {
  switch (type) {
    case dtype::f16: return static_cast<Wide>(from_float16(load<std::uint16_t>(from)));
    case dtype::bf16: return static_cast<Wide>(from_bfloat16(load<std::uint16_t>(from)));
    case dtype::f32: return static_cast<Wide>(load<float>(from));
    case dtype::f64: return static_cast<Wide>(load<double>(from));
    case dtype::i64: return static_cast<Wide>(load<std::int64_t>(from));
  }
  return Wide{};
}

/// Whether the element at `from` is neither NaN nor infinite: asked of its bits, whatever the compiler takes for
/// granted about numbers.
inline bool is_finite_at(dtype type, const std::byte* from) {
  switch (type) {
    case dtype::f16: return small_float<5, 10>::is_finite_code(load<std::uint16_t>(from));
    case dtype::bf16: return small_float<8, 7>::is_finite_code(load<std::uint16_t>(from));
    case dtype::f32: return is_finite(load<float>(from));
    case dtype::f64: return is_finite(load<double>(from));
    case dtype::i64: return true;
  }
  return false;
}

/// Whether a finite value stays finite when it is rounded to float: below 2^128 - 2^103.
inline bool fits_float(double value) { return std::fabs(value) < 0x1.ffffffp127; }

/// Writes the nearest value of the type; false where a finite value became infinite.
inline bool store_as(dtype type, double value, std::byte* to) {
  switch (type) {
    case dtype::f16: {
      const std::uint16_t code = to_float16(value);
      store(to, code);
      return is_finite_at(type, to) || !is_finite(value);
    }
    case dtype::bf16: {
      const std::uint16_t code = to_bfloat16(value);
      store(to, code);
      return is_finite_at(type, to) || !is_finite(value);
    }
    case dtype::f32: {
      store(to, static_cast<float>(value));
      return !is_finite(value) || fits_float(value);
    }
    default: store(to, value); return true;
  }
}

}  // namespace detail
}  // namespace sfumato::inline SFUMATO_ISA
