#pragma once

#include <cmath>
#include <cstdio>
#include <string>

namespace sfumato::lab::report {

/// A number with so many digits behind the point, and a real minus sign.
inline std::string decimals(double number, int places) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, number);
  return text[0] == '-' ? "\u2212" + std::string(text + 1) : std::string(text);
}

/// A share from 0 to 1 as 24%.
inline std::string percent(double share) { return decimals(100 * share, 0) + "%"; }

/// 241857 as 241,857.
inline std::string grouped(double number) {
  const std::string digits = decimals(std::round(number), 0);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace sfumato::lab::report
