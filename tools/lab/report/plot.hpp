#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sfumato::lab::report {

enum class mark { line, dashed, line_and_points, points };

struct curve {
  std::string name;
  std::vector<std::pair<double, double>> points;
  mark drawn_as = mark::line;
};

/// A place on the x axis that a thin upright line and a word point out.
struct landmark {
  double x = 0;
  std::string word;
};

/// Curves over a common x axis, drawn by gnuplot.
struct plot {
  std::string id;           ///< unique on the page
  std::string description;  ///< what one sees, for those who do not see it
  std::string x_label, y_label;
  std::vector<curve> curves;  ///< the last one in the accent colour, the first of several in a quiet one
  /// The ends of the y axis; what is beyond is cut off. None: as far as the curves go.
  std::optional<double> y_bottom = 0, y_top = {};
  std::vector<landmark> landmarks = {};
  std::optional<double> level = {};  ///< a thin line across, at this height
  bool logarithmic = false;          ///< the y axis; then y_bottom must be above 0
  bool backwards = false;            ///< the x axis falls from left to right, as t does in generation

  /// SVG in the page's colours; nothing where gnuplot is not installed or fails.
  std::optional<std::string> svg() const;
};

}  // namespace sfumato::lab::report
