#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sfumato::lab {

/// The last values as a row of blocks, low to high on a logarithmic scale between the least and the largest of all:
/// "█▅▃▂▁▁".
inline std::string sparkline(const std::vector<double>& values, std::size_t columns) {
  static const char* const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return "";
  const auto height = [](double value) { return std::log(std::max(value, 1e-12)); };
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  const double low = height(*least), range = std::max(height(*largest) - low, 1e-9);
  std::string line;
  for (std::size_t i = values.size() > columns ? values.size() - columns : 0; i < values.size(); ++i)
    line += blocks[std::min<std::size_t>(7, static_cast<std::size_t>(8 * (height(values[i]) - low) / range))];
  return line;
}

}  // namespace sfumato::lab
