#pragma once

#include <string>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA::detail {

/// What a file says, for a message of one line: a hostile name or value must not turn it into many or flood it.
inline std::string printable(std::string text) {
  constexpr std::size_t longest = 120;
  if (text.size() > longest) {
    std::size_t length = longest;
    while (length > longest - 4 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
      --length;  // whole letters
    text = text.substr(0, length) + "...";
  }
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = '?';
  return text;
}

}  // namespace sfumato::detail
