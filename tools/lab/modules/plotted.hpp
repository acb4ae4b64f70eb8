#pragma once

#include <string>

#include "lab.hpp"
#include "lab/report/plot.hpp"

namespace sfumato::lab {

/// A student's curve over the timesteps, as a line of a plot.
report::curve as_curve(const std::string& name, const ::curve& values, report::mark drawn_as = report::mark::line);

/// The plot, or a note that gnuplot is missing: then a table has to say the same.
std::string plotted(const report::plot& plot);

}  // namespace sfumato::lab
