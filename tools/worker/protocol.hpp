#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "lab.hpp"

// What judge and worker say to each other over one socket. A frame is a header and a payload; a payload is a row of
// values, packed by put() and unpacked by get(). Both run on the same machine, so numbers travel as they lie in memory.
namespace lab {

inline constexpr int channel_fd = 3;
inline constexpr std::uint32_t frame_magic = 0x4F4D5546;
inline constexpr std::uint16_t protocol_version = 1;
inline constexpr std::uint32_t max_payload = 64u << 20;

enum class frame_kind : std::uint16_t {
  hello = 1,         // worker: ready
  call = 2,          // judge: name of a function, then its arguments
  callback = 3,      // worker: number of a function argument, then what it is called with
  callback_end = 4,  // judge: what that function returns
  result = 5,        // worker: what the student's function returned
  failure = 6,       // worker: a failure_kind and a text
};

enum class failure_kind : std::uint8_t { not_implemented = 1, exception = 2, broken_rule = 3, unknown_function = 4 };

struct frame_header {
  std::uint32_t magic = frame_magic;
  std::uint16_t version = protocol_version;
  frame_kind kind{};
  std::uint64_t nonce = 0;  // names the session: drawn by the judge, repeated by the worker
  std::uint32_t id = 0;     // names the call, repeated in all that belongs to it
  std::uint32_t size = 0;   // of the payload
};
static_assert(sizeof(frame_header) == 24 && std::is_trivially_copyable_v<frame_header>);

inline std::string seal(frame_header header, std::string_view payload) {
  header.size = static_cast<std::uint32_t>(payload.size());
  std::string bytes(sizeof header, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes.append(payload);
}

/// The payload does not hold what its reader expects.
struct bad_payload : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class T>
concept has_fields = requires(T& value) {
  value.fields([](const char*, auto&) {});
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <>
inline constexpr bool is_vector<features> = true;

template <class T>
inline constexpr bool is_array = std::is_same_v<T, image> || std::is_same_v<T, curve>;

template <class T>
inline constexpr bool is_callback = false;
template <class R, class... A>
inline constexpr bool is_callback<std::function<R(A...)>> = true;

template <class T>
void put(std::string& bytes, const T& value) {
  const auto raw = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
  if constexpr (std::is_arithmetic_v<T>) {
    raw(&value, sizeof value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    put(bytes, static_cast<std::uint64_t>(value.size()));
    bytes += value;
  } else if constexpr (is_array<T>) {
    put(bytes, static_cast<std::int64_t>(value.rows()));
    put(bytes, static_cast<std::int64_t>(value.cols()));
    raw(value.data(), static_cast<std::size_t>(value.size()) * sizeof(scalar));
  } else if constexpr (is_vector<T>) {
    put(bytes, static_cast<std::uint64_t>(value.size()));
    for (const auto& part : value) put(bytes, part);
  } else {
    static_assert(has_fields<T>, "this type cannot travel: see docs/extending-the-lab.md");
    const_cast<T&>(value).fields([&](const char*, const auto& part) { put(bytes, part); });
  }
}

/// Takes a T off the front; throws bad_payload where the bytes do not hold one.
template <class T>
T get(std::string_view& bytes) {
  const auto raw = [&](void* data, std::size_t size) {
    if (size > bytes.size()) throw bad_payload("it ends too early");
    if (size > 0) std::memcpy(data, bytes.data(), size);
    bytes.remove_prefix(size);
  };
  if constexpr (std::is_same_v<T, bool>) {
    return get<std::uint8_t>(bytes) != 0;
  } else if constexpr (std::is_arithmetic_v<T>) {
    T value{};
    raw(&value, sizeof value);
    return value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    const auto size = get<std::uint64_t>(bytes);
    if (size > bytes.size()) throw bad_payload("a text ends too early");
    T value(bytes.substr(0, size));
    bytes.remove_prefix(size);
    return value;
  } else if constexpr (is_array<T>) {
    const auto rows = get<std::int64_t>(bytes), columns = get<std::int64_t>(bytes);
    const auto room = static_cast<std::int64_t>(bytes.size() / sizeof(scalar));
    const bool fits = rows >= 0 && columns >= 0 && rows <= max_payload && columns <= max_payload &&
                      rows * columns <= room && (std::is_same_v<T, image> || columns == 1);
    if (!fits) throw bad_payload("an array has an impossible size");
    T value(rows, columns);
    raw(value.data(), static_cast<std::size_t>(rows * columns) * sizeof(scalar));
    return value;
  } else if constexpr (is_vector<T>) {
    const auto size = get<std::uint64_t>(bytes);
    if (size > bytes.size()) throw bad_payload("a list has an impossible length");
    T value;
    for (std::uint64_t i = 0; i < size; ++i) value.push_back(get<typename T::value_type>(bytes));
    return value;
  } else {
    static_assert(has_fields<T>, "this type cannot travel: see docs/extending-the-lab.md");
    T value{};
    value.fields([&](const char*, auto& part) { part = get<std::remove_cvref_t<decltype(part)>>(bytes); });
    return value;
  }
}

}  // namespace lab
