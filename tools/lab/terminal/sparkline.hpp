#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sfumato::lab {

/// All values so far as a row of at most so many blocks, on a logarithmic scale from the least to the largest:
/// "█▅▃▂▁▁".
inline std::string sparkline(const std::vector<double>& values, std::size_t columns) {
  static const char* const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return "";
  const auto height = [](double value) { return std::log(std::max(value, 1e-12)); };
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  const double low = height(*least), range = std::max(height(*largest) - low, 1e-9);
  const std::size_t shown = std::min(columns, values.size());
  std::string line;
  for (std::size_t i = 0; i < shown; ++i) {
    const double value = values[i * values.size() / shown];
    line += blocks[std::min<std::size_t>(7, static_cast<std::size_t>(8 * (height(value) - low) / range))];
  }
  return line;
}

}  // namespace sfumato::lab
