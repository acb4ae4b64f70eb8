#pragma once

#include <charconv>
#include <string>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The shortest text that reads back as the same number.
inline std::string exact_text(double x) {
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof text, x);
  return {text, end.ptr};
}

}  // namespace sfumato
