#pragma once

#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What went wrong, for code that wants to react; the message is for people.
enum class error_kind { shape, io, config, value, backend };

constexpr std::string_view to_string(error_kind kind) {
  switch (kind) {
    case error_kind::shape: return "shape";
    case error_kind::io: return "io";
    case error_kind::config: return "config";
    case error_kind::value: return "value";
    case error_kind::backend: return "backend";
  }
  return "unknown";
}

/// The one exception of the library. The message is a single line: operation or file, expected, got, what to do.
class error : public std::runtime_error {
 public:
  error(error_kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  error_kind kind() const noexcept { return kind_; }

 private:
  error_kind kind_;
};

namespace detail {

template <class Part>
void append_text(std::string& text, const Part& part) {
  if constexpr (std::is_same_v<Part, char>) {
    text += part;
  } else if constexpr (std::is_same_v<Part, bool>) {
    text += part ? "true" : "false";
  } else if constexpr (std::is_floating_point_v<Part>) {
    const bool tiny = part != 0 && part < Part(1e-5) && part > Part(-1e-5);
    char shortest[32];
    if (tiny) std::snprintf(shortest, sizeof shortest, "%g", static_cast<double>(part));
    std::string digits = tiny ? shortest : std::to_string(part);
    if (!tiny && digits.find('.') != std::string::npos) {
      digits.erase(digits.find_last_not_of('0') + 1);
      if (digits.back() == '.') digits.pop_back();
    }
    text += digits;
  } else if constexpr (std::is_arithmetic_v<Part>) {
    text += std::to_string(part);
  } else if constexpr (std::is_convertible_v<const Part&, std::string_view>) {
    text += std::string_view(part);
  } else {
    text += to_string(part);
  }
}

/// Anything that has a text, behind two pointers: whatever the parts of a message are, one function joins them.
class text_part {
 public:
  template <class Part>
  explicit text_part(const Part& part)
      : part_(&part),
        append_([](std::string& text, const void* p) { append_text(text, *static_cast<const Part*>(p)); }) {}
  template <std::size_t N>
  explicit text_part(const char (&literal)[N])
      : part_(literal), append_([](std::string& text, const void* p) { text += static_cast<const char*>(p); }) {}

  void append_to(std::string& text) const { append_(text, part_); }

 private:
  const void* part_;
  void (*append_)(std::string& text, const void* part);
};

inline std::string joined(std::initializer_list<text_part> parts) {
  std::string text;
  for (const text_part& part : parts) part.append_to(text);
  return text;
}

[[noreturn]] inline void fail_with(error_kind kind, std::initializer_list<text_part> parts) {
  throw error(kind, joined(parts));
}

}  // namespace detail

/// Joins text, numbers, shapes ... into one string: `join("expected ", 3, ", got ", shape)`.
template <class... Parts>
std::string join(const Parts&... parts) {
  return detail::joined({detail::text_part(parts)...});
}

/// Throws sfumato::error with the joined parts as its message.
template <class... Parts>
[[noreturn]] void fail(error_kind kind, const Parts&... parts) {
  detail::fail_with(kind, {detail::text_part(parts)...});
}

/// fail(...) unless the condition holds.
template <class... Parts>
constexpr void require(bool condition, error_kind kind, const Parts&... parts) {
  if (!condition) fail(kind, parts...);
}

}  // namespace sfumato
