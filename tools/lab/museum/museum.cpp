#include "lab/museum/museum.hpp"

#include <sstream>

#include "lab/course/testing.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/places.hpp"

namespace sfumato::lab {

namespace museum {

namespace {

/// Grey, and red where a value is no number.
bitmap pixels(const picture& of) {
  const image& x = of.values;
  const bool broken = x.isNaN().any();
  bitmap all(x.rows(), x.cols(), broken ? 3 : 1);
  for (index_t i = 0; i < x.rows(); ++i)
    for (index_t j = 0; j < x.cols(); ++j) {
      if (std::isnan(x(i, j))) {
        all(i, j, 0) = 208, all(i, j, 1) = 48, all(i, j, 2) = 32;
        continue;
      }
      const double share = std::clamp((x(i, j) - of.black) / (of.white - of.black), 0.0, 1.0);
      for (index_t c = 0; c < all.channels; ++c) all(i, j, c) = static_cast<std::uint8_t>(std::lround(255 * share));
    }
  return all;
}

/// All pictures of a tile are 16 units high or wide, whatever their pixels.
std::string framed(const picture& of, const std::string& alt) {
  const double rows = static_cast<double>(of.values.rows()), columns = static_cast<double>(of.values.cols());
  const double longer = std::max(rows, columns), units = columns > 1.5 * rows ? 24 : 16;
  std::string text = report::image(pixels(of), alt);
  text.insert(4, join(" style=\"--across: ", report::decimals(units * columns / longer, 2),
                      "; --down: ", report::decimals(units * rows / longer, 2), "\""));
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string words(const drawing& drawn, const drawing& right) {
  const std::vector<std::string> lines = lines_of(drawn.words), expected = lines_of(right.words);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool same = drawn.broken_line >= 0 ? static_cast<int>(i) != drawn.broken_line
                                             : i < expected.size() && lines[i] == expected[i];
    text += join(i == 0 ? "" : "\n", same ? "" : "<b>", report::escape(lines[i]), same ? "" : "</b>");
  }
  return text.empty() ? "" : join("<p class=\"words", drawn.code ? " code" : "", "\">", text, "</p>\n");
}

bool has_nan(const drawing& drawn) {
  for (const picture& one : drawn.pictures)
    if (one.values.isNaN().any()) return true;
  for (const auto& line : drawn.curve.lines)
    for (const double value : line)
      if (std::isnan(value)) return true;
  return false;
}

/// Plain text with `code` in it.
std::string with_code(const std::string& sentence) {
  std::string text;
  bool code = false;
  for (const char c : report::escape(sentence)) {
    if (c != '`') {
      text += c;
      continue;
    }
    text += code ? "</code>" : "<code>";
    code = !code;
  }
  return text;
}

std::string tile(const exhibit& of, const shown& one, const drawing& right) {
  const bool is_right = one.name.empty();
  const std::string alt = is_right ? "correct" : one.sentence;
  std::string text = join("<figure", is_right ? " class=\"right\"" : "", " data-shows=\"", of.of.function, "/",
                          is_right ? "correct" : one.name, "\">\n");
  if (!one.stopped_by.empty())
    text += join("<p class=\"words stopped\"><b>It stops:</b> ", report::escape(one.stopped_by), "</p>\n");
  if (!one.drawn.pictures.empty()) {
    text += join("<div class=\"frames", one.drawn.pictures.size() == 1 ? " one" : "", "\">\n");
    for (const picture& each : one.drawn.pictures) text += framed(each, alt) + "\n";
    text += "</div>\n";
  }
  if (!one.drawn.curve.lines.empty()) text += one.drawn.curve.svg(alt, right.curve);
  text += words(one.drawn, right);
  if (has_nan(one.drawn)) text += "<p class=\"words\"><b>NaN: not a number</b></p>\n";
  return text + join("<figcaption>", is_right ? "Correct" : with_code(one.sentence), "</figcaption>\n</figure>\n");
}

std::string title_of(const course& of, const exhibit& one) {
  for (const exercise& known : of.contents.exercises)
    if (known.function == one.of.function) return known.title;
  return one.of.function;
}

/// "1.2 Adding noise"
std::string name_of(const course& of, const exhibit& one) { return join(one.of.id, " ", title_of(of, one)); }

}  // namespace

const std::map<std::string, std::vector<exhibit> (*)()>& exhibits() {
  static const std::map<std::string, std::vector<exhibit> (*)()> all = {
      {"0", module_0}, {"1", module_1}, {"2", module_2}, {"3", module_3}, {"4", module_4}, {"beyond", module_beyond}};
  return all;
}

std::string in_full(const exhibit& one, hall& in) {
  std::string text = report::paragraph(one.shows) + "<div class=\"exhibit\">\n";
  try {
    const std::vector<shown> row = one.draw(in);
    for (const shown& each : row) text += tile(one, each, row.front().drawn);
  } catch (const no_network&) {
    return report::paragraph("This exhibit needs the shipped model, which this copy came without.");
  }
  return text + "</div>\n";
}

std::string all_of(const std::string& module, const course& of,
                   const std::function<bool(const ::lab::exercise_info&)>& passed, hall& in,
                   const std::string& elsewhere) {
  const auto found = exhibits().find(module);
  if (found == exhibits().end()) return "";
  std::string text = report::paragraph(
      "The usual mistakes, each put in place of the right function, and nothing else changed. Some can hardly be seen: "
      "for those there are tests.");
  for (const exhibit& one : found->second()) {
    if (interrupt_guard::requested()) throw interrupted{};
    const std::string name = name_of(of, one);
    if (one.of.id == elsewhere)
      text += join("<p class=\"closed\"><a href=\"#museum-", one.of.id, "\">", report::escape(name),
                   "</a>: the last that passed, open above</p>\n");
    else if (passed(one.of))
      text += report::folded(name, in_full(one, in));
    else
      text += join("<p class=\"closed\">", report::escape(name), ": opens when ", one.of.id, " passes</p>\n");
  }
  return text;
}

std::optional<exhibit> latest(const std::string& module, const course_record& record,
                              const std::function<bool(const ::lab::exercise_info&)>& passed) {
  std::optional<exhibit> last;
  std::string time;
  const auto found = exhibits().find(module);
  if (found == exhibits().end()) return last;
  for (exhibit& one : found->second()) {
    if (!passed(one.of)) continue;
    const exercise_record known = record.of(one.of.id);
    const std::string& since = known.since.empty() ? known.tested : known.since;
    if (last && since < time) continue;
    time = since;
    last = std::move(one);
  }
  return last;
}

}  // namespace museum

void add_bug_museum(const course& of, const std::string& module, const course_record& now, std::uint64_t seed,
                    report::page& page) {
  museum::hall in(seed, shipped_model());
  const auto passed = [&](const ::lab::exercise_info& asked) {
    for (const exercise& one : of.contents.exercises)
      if (one.id == asked.id) return now.of(one.id).status == "passed" && !edited_since(of, one, now.of(one.id));
    return false;
  };
  std::string above;
  if (const auto last = museum::latest(module, now, passed)) {
    const std::string content = join("<div id=\"museum-", last->of.id, "\">",
                                     report::folded("Bug museum: the usual mistakes in " + museum::name_of(of, *last),
                                                    museum::in_full(*last, in), true),
                                     "</div>\n");
    if (page.append_where(report::mark_of(last->of.id), content)) above = last->of.id;
  }
  if (const std::string mistakes = museum::all_of(module, of, passed, in, above); !mistakes.empty())
    page.section_before("Next", "Bug museum", mistakes);
}

}  // namespace sfumato::lab
