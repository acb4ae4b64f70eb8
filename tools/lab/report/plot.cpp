#include "lab/report/plot.hpp"

#include <array>
#include <regex>
#include <sstream>

#include "child/run.hpp"
#include "lab/report/colours.hpp"
#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

namespace {

constexpr const named_colour &axes = colour_of("--soft"), &grid = colour_of("--line"), &quiet = colour_of("--second"),
                             &third = colour_of("--third"), &accent = colour_of("--accent");

/// Text within gnuplot's single quotes.
std::string quoted(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '\'' ? std::string("''") : c == '\n' ? std::string(" ") : std::string(1, c);
  return "'" + safe + "'";
}

const char* style_of(mark drawn_as) {
  switch (drawn_as) {
    case mark::line: return "lines";
    case mark::dashed: return "lines dashtype 2";
    case mark::line_and_points: return "linespoints pointtype 7 pointsize 0.7";
    case mark::points: return "points pointtype 7 pointsize 0.7";
  }
  return "lines";
}

std::string script(const plot& p) {
  std::ostringstream out;
  out.precision(9);
  // Room for the letters of a small screen; on a large one the style sheet draws them smaller.
  out << "set terminal svg size 560,340 dynamic noenhanced font 'sans-serif,17'\n"
      << "set border 1 linecolor rgb '" << axes.light << "'\n"
      << "set tics nomirror scale 0.4 textcolor rgb '" << axes.light << "'\nset ytics scale 0\n"
      << "set grid ytics linetype 1 linewidth 1 linecolor rgb '" << grid.light << "'\n"
      << "set xlabel " << quoted(p.x_label) << " textcolor rgb '" << axes.light << "'\n"
      << "set ylabel " << quoted(p.y_label) << " textcolor rgb '" << axes.light << "'\n"
      << "set key above samplen 2 textcolor rgb '" << axes.light << "'\n";
  if (p.curves.size() < 2) out << "unset key\n";
  const auto end = [](const std::optional<double>& y) { return y ? std::to_string(*y) : std::string("*"); };
  if (p.logarithmic) out << "set logscale y\nset format y '%g'\n";
  out << "set yrange [" << end(p.y_bottom) << ':' << end(p.y_top) << "]\n";
  if (p.backwards) out << "set xrange [*:*] reverse\n";
  for (const landmark& place : p.landmarks)
    out << "set arrow from first " << place.x << ", graph 0 to first " << place.x << ", graph 1 nohead linecolor rgb '"
        << axes.light << "' dashtype 3\nset label " << quoted(place.word) << " at first " << place.x
        << ", graph 0.96 offset 0.6,0 textcolor rgb '" << axes.light << "'\n";
  if (p.level)
    out << "set arrow from graph 0, first " << *p.level << " to graph 1, first " << *p.level
        << " nohead linecolor rgb '" << axes.light << "' dashtype 3\n";
  for (std::size_t i = 0; i < p.curves.size(); ++i) {
    out << "$curve" << i << " << END\n";
    for (const auto& [x, y] : p.curves[i].points) out << x << ' ' << y << '\n';
    out << "END\n";
  }
  out << "plot ";
  for (std::size_t i = 0; i < p.curves.size(); ++i) {
    const bool last = i + 1 == p.curves.size();
    const named_colour& ink = last ? accent : i == 0 ? quiet : third;
    out << "$curve" << i << " with " << style_of(p.curves[i].drawn_as) << " linewidth " << (last ? 2.5 : 1.8)
        << " linecolor rgb '" << ink.light << "' title " << quoted(p.curves[i].name) << (last ? "\n" : ", ");
  }
  return out.str();
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// "45,111,107" of "#2d6f6b", as gnuplot writes it, with any spaces between.
std::string numbers_of(std::string_view hex) {
  std::string text;
  for (std::size_t at = 1; at < hex.size(); at += 2)
    text += join(at == 1 ? "" : ", *", std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  return text;
}

/// stroke='rgb( 1, 2, 3)' becomes style='stroke:var(--name)', so that the picture follows the page from light to dark.
std::string with_page_colours(const std::string& svg) {
  std::string text = svg;
  for (const named_colour* one : {&axes, &grid, &quiet, &third, &accent}) {
    const std::regex attribute("(stroke|fill|color)=(['\"])rgb\\( *" + numbers_of(one->light) + " *\\)['\"]");
    text = std::regex_replace(text, attribute, join("style=$2$1:var(", one->name, ")$2"));
  }
  return text;
}

}  // namespace

std::optional<std::string> plot::svg() const {
  const std::string wanted = script(*this);
  const ::lab::child::result result = ::lab::child::run({.command = {"gnuplot"}, .input = wanted});
  const std::size_t begin = result.output.find("<svg"), title = result.output.find("<title>Gnuplot</title>");
  if (!result.succeeded() || begin == std::string::npos || title == std::string::npos) return std::nullopt;

  std::string text = with_page_colours(result.output.substr(begin));
  text = std::regex_replace(text, std::regex("<title>Gnuplot</title>\\s*<desc>[^<]*</desc>"), "");
  // Names must be unique on a page with several plots.
  for (const char* name : {"gpDot", "gpPt", "gnuplot_canvas", "gnuplot_plot", "textbox", "greybox"})
    replace_all(text, name, id + "-" + name);
  text.replace(0, 4, join("<svg role=\"img\" aria-label=\"", escape(description), "\""));
  return "<div class=\"plot\">" + text + "</div>\n";
}

}  // namespace sfumato::lab::report
