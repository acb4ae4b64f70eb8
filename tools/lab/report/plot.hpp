#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sfumato::lab::report {

enum class mark { line, line_and_points };

struct curve {
  std::string name;
  std::vector<std::pair<double, double>> points;
  mark drawn_as = mark::line;
};

/// Curves over a common x axis, drawn by gnuplot.
struct plot {
  std::string id;           ///< unique on the page
  std::string description;  ///< what one sees, for those who do not see it
  std::string x_label, y_label;
  std::vector<curve> curves;         ///< the last one in the accent colour, those before it in a quiet one
  std::optional<double> y_top = {};  ///< the y axis goes from 0 to here; what is above is cut off

  /// SVG in the page's colours; nothing where gnuplot is not installed or fails.
  std::optional<std::string> svg() const;
};

}  // namespace sfumato::lab::report
