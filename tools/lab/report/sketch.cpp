#include "lab/report/sketch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

namespace {

constexpr double width = 200, height = 112, margin = 7;
constexpr std::size_t dotted_up_to = 16;

/// From values to places in the picture.
struct frame {
  double low = 0, high = 1;

  explicit frame(const sketch& of) {
    low = std::numeric_limits<double>::infinity(), high = -low;
    const auto include = [this](double value) {
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    };
    for (const auto& line : of.lines) std::for_each(line.begin(), line.end(), include);
    if (of.level) include(*of.level);
    if (!(low <= high)) low = 0, high = 1;
    const double room = high > low ? 0.18 * (high - low) : 1;
    low -= room, high += room;
  }

  double x(double i, std::size_t points) const {
    return margin + i * (width - 2 * margin) / std::max(1.0, static_cast<double>(points) - 1);
  }
  double y(double value) const {
    const double share = std::clamp((value - low) / (high - low), -5.0, 5.0);
    return height - share * height;
  }
};

void add_line(std::ostringstream& out, const std::vector<double>& line, const frame& in, const char* kind) {
  out << "<path class=\"" << kind << "\" d=\"";
  bool drawing = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (std::isnan(line[i])) {
      drawing = false;
      continue;
    }
    out << (drawing ? "L" : "M") << in.x(static_cast<double>(i), line.size()) << ' ' << in.y(line[i]);
    drawing = true;
  }
  out << "\"/>";
}

void add_dots(std::ostringstream& out, const std::vector<double>& line, const frame& in) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (!std::isnan(line[i]))
      out << "<circle r=\"2.5\" cx=\"" << in.x(static_cast<double>(i), line.size()) << "\" cy=\"" << in.y(line[i])
          << "\"/>";
}

}  // namespace

std::string sketch::svg(const std::string& description, const sketch& right) const {
  const frame in(right);
  std::ostringstream out;
  out.setf(std::ios::fixed);
  out.precision(1);
  out << "<svg class=\"sketch\" viewBox=\"0 0 " << width << ' ' << height << "\" role=\"img\" aria-label=\""
      << escape(description) << "\">";
  const std::size_t points = lines.empty() ? 0 : lines.front().size();
  if (level) out << "<path class=\"rule\" d=\"M0 " << in.y(*level) << 'H' << width << "\"/>";
  if (mark) out << "<path class=\"mark\" d=\"M" << in.x(*mark, points) << " 0V" << height << "\"/>";
  for (const auto& line : right.lines) add_line(out, line, in, "behind");
  for (std::size_t i = lines.size(); i-- > 0;) add_line(out, lines[i], in, i == 0 ? "line" : "line second");
  if (points <= dotted_up_to)
    for (const auto& line : lines) add_dots(out, line, in);
  out << "</svg>\n";
  return out.str();
}

}  // namespace sfumato::lab::report
