#include "lab/modules/plotted.hpp"

#include "lab/report/marks.hpp"

namespace sfumato::lab {

report::curve as_curve(const std::string& name, const ::curve& values, report::mark drawn_as) {
  report::curve points{name, {}, drawn_as};
  for (Eigen::Index t = 0; t < values.size(); ++t) points.points.emplace_back(static_cast<double>(t), values(t));
  return points;
}

std::string plotted(const report::plot& plot) {
  return plot.svg().value_or(
      report::note("<p>This curve needs gnuplot, which is not installed; the table below has its numbers.</p>"));
}

}  // namespace sfumato::lab
