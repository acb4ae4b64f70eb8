#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sfumato::lab::report {

/// A curve without axes, small enough to stand among many: its shape is all there is to see. Few points are dotted.
struct sketch {
  std::vector<std::vector<double>> lines;  ///< values one step apart; the second of two is drawn thinner
  std::optional<double> level = {};        ///< a thin line across, at this height
  std::optional<double> mark = {};         ///< a thin upright line at this place

  /// SVG in the page's colours. The curves of `right` are dashed behind and choose the heights; what goes beyond them
  /// by far is cut off.
  std::string svg(const std::string& description, const sketch& right) const;
};

}  // namespace sfumato::lab::report
