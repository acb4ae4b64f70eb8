#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "grade/answer_pages.hpp"
#include "grade/page_look.hpp"
#include "grade/plain_text.hpp"
#include "grade/standing.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

double part_of_all(const graded& one) { return one.max_points() > 0 ? one.earned() / one.max_points() : 0; }

/// Mean, middle and how many submissions lie in each tenth of the points.
std::string points(const std::vector<graded>& all) {
  constexpr std::size_t parts = 10;
  std::array<std::size_t, parts> counts{};
  std::vector<double> earned;
  for (const graded& one : all) {
    ++counts[std::min(parts - 1, static_cast<std::size_t>(parts * part_of_all(one)))];
    earned.push_back(one.earned());
  }
  if (all.empty()) return "";
  std::sort(earned.begin(), earned.end());
  const std::size_t n = earned.size();
  const double middle = n % 2 == 1 ? earned[n / 2] : (earned[n / 2 - 1] + earned[n / 2]) / 2;
  const double mean = std::accumulate(earned.begin(), earned.end(), 0.0) / static_cast<double>(n);
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  std::string columns;
  for (std::size_t i = 0; i < parts; ++i)
    columns += text("<div>", counts[i],
                    "<i style=\"height:", number(6.0 * static_cast<double>(counts[i]) / static_cast<double>(most)),
                    "rem\"></i>", 10 * i, "%</div>\n");
  return text("<h2>Points</h2>\n<p>Of ", all.front().max_points(), ": mean ", number(mean, 3), ", median ", middle,
              ", from ", earned.front(), " to ", earned.back(),
              ".</p>\n<div class=\"columns\" role=\"img\" aria-label=\"How many submissions earned from how much of "
              "the points\">\n",
              columns, "</div>\n");
}

struct tally {
  std::string name;
  std::array<std::size_t, 4> counts{};  // by standing
  double failing() const {
    const std::size_t begun = counts[0] + counts[1] + counts[2];
    return begun == 0 ? 0 : static_cast<double>(counts[1] + counts[2]) / static_cast<double>(begun);
  }
};

std::string bar(const tally& one) {
  const std::size_t all = std::accumulate(one.counts.begin(), one.counts.end(), std::size_t{0});
  std::string parts;
  for (const standing at : {standing::passed, standing::in_part, standing::not_passed}) {
    const std::size_t count = one.counts[static_cast<std::size_t>(at)];
    if (count > 0)
      parts += text("<span class=\"", look_of(at),
                    "\" style=\"width:", number(100.0 * static_cast<double>(count) / static_cast<double>(all)),
                    "%\"></span>");
  }
  return "<div class=\"bar\">" + parts + "</div>";
}

/// What failed for most of those who began it comes first; what nobody began is left to the sum.
std::string exercises(const std::vector<graded>& all) {
  std::vector<tally> tallies;
  for (const graded& one : all)
    for (const graded_exercise& e : one.exercises) {
      auto found =
          std::find_if(tallies.begin(), tallies.end(), [&](const tally& t) { return t.name == e.id + " " + e.title; });
      if (found == tallies.end()) found = tallies.insert(tallies.end(), {e.id + " " + e.title});
      ++found->counts[static_cast<std::size_t>(standing_of(e))];
    }
  std::stable_sort(tallies.begin(), tallies.end(),
                   [](const tally& a, const tally& b) { return a.failing() > b.failing(); });
  std::string rows, untouched;
  for (const tally& one : tallies) {
    const auto& [passed, part, bad, not_begun] = one.counts;
    if (passed + part + bad == 0) {
      untouched += (untouched.empty() ? "" : ", ") + escaped(one.name.substr(0, one.name.find(' ')));
      continue;
    }
    rows += text("<tr><td>", escaped(one.name), bar(one), "</td><td class=\"number\">", passed,
                 "</td><td class=\"number\">", part, "</td><td class=\"number\">", bad, "</td><td class=\"number\">",
                 not_begun, "</td></tr>\n");
  }
  std::string table = "<h2>Which exercise fails most</h2>\n";
  if (!rows.empty())
    table +=
        "<div class=\"wide\"><table><tr><th>exercise</th><th class=\"number\">passed</th><th class=\"number\">in "
        "part</th>"
        "<th class=\"number\">not</th><th class=\"number\">not begun</th></tr>\n" +
        rows + "</table></div>\n";
  if (!untouched.empty()) table += "<p class=\"soft\">Begun by nobody: " + untouched + ".</p>\n";
  return table;
}

std::string mistakes(const std::vector<graded>& all) {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const graded& one : all)
    for (const graded_exercise& e : one.exercises)
      if (!e.mistake.empty()) ++counts[{e.id + " " + e.title, e.mistake}];
  std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (order.empty()) return "";
  std::string rows;
  for (const auto& [what, count] : order)
    rows += text("<tr><td class=\"number\">", count, "</td><td>", escaped(mistake_in_words(what.second)), "</td><td>",
                 escaped(what.first), "</td></tr>\n");
  return "<h2>Known mistakes</h2>\n<div class=\"wide\"><table><tr><th class=\"number\">how "
         "many</th><th>mistake</th><th>exercise</th></tr>\n" +
         rows + "</table></div>\n";
}

std::string link_to(const graded& one) {
  return text("<a href=\"", escaped(one.name), "/", page_file, "\">", escaped(one.shown()), "</a>");
}

}  // namespace

std::string to_overview(const std::vector<graded>& all) {
  std::string rows, looks;
  for (const graded& one : all) {
    tally sum;
    for (const graded_exercise& e : one.exercises) ++sum.counts[static_cast<std::size_t>(standing_of(e))];
    rows += text("<tr><td>", link_to(one), bar(sum), "</td><td class=\"number\">", sum.counts[0],
                 "</td><td class=\"number\">", one.earned(), " / ", one.max_points(), "</td></tr>\n");
    if (const std::string why = needs_a_look(one); !why.empty())
      looks += text("<tr><td>", link_to(one), "</td><td>", escaped(why), "</td></tr>\n");
  }
  const std::string title = text(all.size(), all.size() == 1 ? " submission" : " submissions");
  std::string body = "<h1>" + title + "</h1>\n" + points(all) + exercises(all) + mistakes(all);
  if (!looks.empty())
    body += "<h2>Who needs a look</h2>\n<div class=\"wide\"><table><tr><th>submission</th><th>why</th></tr>\n" + looks +
            "</table></div>\n";
  body +=
      "<h2>Submissions</h2>\n<div class=\"wide\"><table><tr><th>submission</th><th class=\"number\">passed</th><th "
      "class=\"number\">points"
      "</th></tr>\n" +
      rows + "</table></div>\n<p class=\"soft\">The same as a table: <a href=\"grades.csv\">grades.csv</a></p>\n";
  std::string questions;
  for (const std::string& one : questions_answered(all))
    questions += text(questions.empty() ? "" : " · ", "<a href=\"", answers_folder, "/", folder_name(one), ".html\">",
                      escaped(one), "</a>");
  if (!questions.empty()) body += "<h2>Written answers, side by side</h2>\n<p>" + questions + "</p>\n";
  return whole_page("Sfumato: " + title, body);
}

}  // namespace lab
