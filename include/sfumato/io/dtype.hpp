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

/// The element types of tensors in files, in the order of the safetensors reference implementation. All are known, so
/// that a tensor that nobody needs never refuses a file; what is_readable() says can be read.
enum class dtype {
  boolean,
  f4,
  f6_e2m3,
  f6_e3m2,
  u8,
  i8,
  f8_e5m2,
  f8_e4m3,
  f8_e8m0,
  f8_e4m3fnuz,
  f8_e5m2fnuz,
  i16,
  u16,
  f16,
  bf16,
  i32,
  u32,
  f32,
  c64,
  f64,
  i64,
  u64
};

namespace detail {

struct dtype_facts {
  std::string_view name;  ///< as files spell it
  int bits;               ///< an element takes
  enum class kind { floating, whole, other } is;
};

inline constexpr std::array<dtype_facts, 22> dtype_table{{
    {"BOOL", 8, dtype_facts::kind::whole},        {"F4", 4, dtype_facts::kind::other},
    {"F6_E2M3", 6, dtype_facts::kind::other},     {"F6_E3M2", 6, dtype_facts::kind::other},
    {"U8", 8, dtype_facts::kind::whole},          {"I8", 8, dtype_facts::kind::whole},
    {"F8_E5M2", 8, dtype_facts::kind::other},     {"F8_E4M3", 8, dtype_facts::kind::other},
    {"F8_E8M0", 8, dtype_facts::kind::other},     {"F8_E4M3FNUZ", 8, dtype_facts::kind::other},
    {"F8_E5M2FNUZ", 8, dtype_facts::kind::other}, {"I16", 16, dtype_facts::kind::whole},
    {"U16", 16, dtype_facts::kind::whole},        {"F16", 16, dtype_facts::kind::floating},
    {"BF16", 16, dtype_facts::kind::floating},    {"I32", 32, dtype_facts::kind::whole},
    {"U32", 32, dtype_facts::kind::whole},        {"F32", 32, dtype_facts::kind::floating},
    {"C64", 64, dtype_facts::kind::other},        {"F64", 64, dtype_facts::kind::floating},
    {"I64", 64, dtype_facts::kind::whole},        {"U64", 64, dtype_facts::kind::whole},
}};

constexpr const dtype_facts& facts_of(dtype type) { return dtype_table[static_cast<std::size_t>(type)]; }

}  // namespace detail

/// As files spell it.
constexpr std::string_view to_string(dtype type) { return detail::facts_of(type).name; }

constexpr std::optional<dtype> parse_dtype(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(dtype::u64); ++i)
    if (to_string(static_cast<dtype>(i)) == name) return static_cast<dtype>(i);
  return std::nullopt;
}

/// Bits an element takes; some take less than a byte.
constexpr std::size_t bits_of(dtype type) { return static_cast<std::size_t>(detail::facts_of(type).bits); }
/// Bytes an element of a readable type takes.
constexpr std::size_t size_of(dtype type) { return bits_of(type) / 8; }

constexpr bool is_floating(dtype type) { return detail::facts_of(type).is == detail::dtype_facts::kind::floating; }
/// Whole numbers, and booleans as 0 and 1.
constexpr bool is_whole(dtype type) { return detail::facts_of(type).is == detail::dtype_facts::kind::whole; }
constexpr bool is_readable(dtype type) { return is_floating(type) || is_whole(type); }

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

/// The element at `from` of a readable type; whole numbers beyond the digits of Wide are rounded.
template <class Wide>
Wide load_as(dtype type, const std::byte* from) {
  switch (type) {
    case dtype::boolean: return static_cast<Wide>(load<std::uint8_t>(from) != 0 ? 1 : 0);
    case dtype::u8: return static_cast<Wide>(load<std::uint8_t>(from));
    case dtype::i8: return static_cast<Wide>(load<std::int8_t>(from));
    case dtype::i16: return static_cast<Wide>(load<std::int16_t>(from));
    case dtype::u16: return static_cast<Wide>(load<std::uint16_t>(from));
    case dtype::f16: return static_cast<Wide>(from_float16(load<std::uint16_t>(from)));
    case dtype::bf16: return static_cast<Wide>(from_bfloat16(load<std::uint16_t>(from)));
    case dtype::i32: return static_cast<Wide>(load<std::int32_t>(from));
    case dtype::u32: return static_cast<Wide>(load<std::uint32_t>(from));
    case dtype::f32: return static_cast<Wide>(load<float>(from));
    case dtype::f64: return static_cast<Wide>(load<double>(from));
    case dtype::i64: return static_cast<Wide>(load<std::int64_t>(from));
    case dtype::u64: return static_cast<Wide>(load<std::uint64_t>(from));
    default: return Wide{};
  }
}

/// Whether the element at `from` is neither NaN nor infinite: asked of its bits, whatever the compiler takes for
/// granted about numbers.
inline bool is_finite_at(dtype type, const std::byte* from) {
  switch (type) {
    case dtype::f16: return small_float<5, 10>::is_finite_code(load<std::uint16_t>(from));
    case dtype::bf16: return small_float<8, 7>::is_finite_code(load<std::uint16_t>(from));
    case dtype::f32: return is_finite(load<float>(from));
    case dtype::f64: return is_finite(load<double>(from));
    default: return true;  // whole numbers
  }
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
}  // namespace sfumato
