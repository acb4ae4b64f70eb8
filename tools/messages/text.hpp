#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>

namespace lab {

/// A number as a message shows it: six significant digits.
inline std::string number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.6g", value);
  return digits;
}

/// With so many digits, at most 17, which tell any two apart.
inline std::string number(double value, int digits) {
  char words[40];
  std::snprintf(words, sizeof words, "%.*g", digits, value);
  return words;
}

/// As few digits as it takes to read the same number again; 20, not 2e+01.
inline std::string number_in_full(double value) {
  std::string words;
  for (int digits = 1; digits <= 17; ++digits) {
    words = number(value, digits);
    if (std::strtod(words.c_str(), nullptr) == value && words.find("e+") == std::string::npos) break;
  }
  return words;
}

template <class Part>
std::string text_part(const Part& part) {
  if constexpr (std::is_same_v<Part, bool>) {
    return part ? "true" : "false";
  } else if constexpr (std::is_same_v<Part, char>) {
    return std::string(1, part);
  } else if constexpr (std::is_floating_point_v<Part>) {
    return number(part);
  } else if constexpr (std::is_arithmetic_v<Part>) {
    return std::to_string(part);
  } else {
    return std::string(std::string_view(part));
  }
}

/// Joins words and numbers: `text("sqrt(", 0.25, ") = ", 0.5)`.
template <class... Parts>
std::string text(const Parts&... parts) {
  return (std::string() + ... + text_part(parts));
}

/// Without the blanks and line ends around it.
inline std::string trimmed(const std::string& words) {
  constexpr const char* blank = " \t\r\n";
  const std::size_t first = words.find_first_not_of(blank);
  return first == std::string::npos ? "" : words.substr(first, words.find_last_not_of(blank) - first + 1);
}

/// 64-bit FNV-1a: names of tests to streams of random numbers, contents of files to keys.
constexpr unsigned long long fingerprint(std::string_view bytes, unsigned long long hash = 0xcbf29ce484222325ull) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ull;
  return hash;
}

}  // namespace lab
