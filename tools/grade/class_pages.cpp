#include <algorithm>
#include <map>
#include <set>

#include "grade/graded.hpp"
#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

std::string cell(const std::string& words) { return "<td>" + escaped(words) + "</td>"; }

/// How many submissions lie in each tenth of the points.
std::string distribution(const std::vector<graded>& all) {
  constexpr std::size_t parts = 10;
  std::vector<std::size_t> counts(parts);
  for (const graded& one : all)
    if (one.max_points() > 0)
      ++counts[std::min(parts - 1, static_cast<std::size_t>(parts * one.earned() / one.max_points()))];
  std::string rows;
  for (std::size_t i = 0; i < parts; ++i)
    rows += text("<tr><td>", 100 * i / parts, "-", 100 * (i + 1) / parts, "%</td><td>",
                 std::string(std::min<std::size_t>(counts[i], 60), '#'), " ", counts[i], "</td></tr>\n");
  return "<h2>Points</h2><table>" + rows + "</table>\n";
}

std::string commonest(const std::string& title, const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(count, name);
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::string rows;
  for (std::size_t i = 0; i < std::min<std::size_t>(order.size(), 10); ++i)
    rows += "<tr>" + cell(std::to_string(order[i].first)) + cell(order[i].second) + "</tr>\n";
  return "<h2>" + title + "</h2><table>" + rows + "</table>\n";
}

std::string needs_a_look(const graded& one) {
  std::string why = one.trouble;
  const auto odd = std::count_if(one.exercises.begin(), one.exercises.end(), [](const graded_exercise& e) {
    return e.status == "timeout" || e.status == "crashed" || e.status == "flood";
  });
  if (odd > 0) why += text(why.empty() ? "" : "; ", odd, " crashed, looped or flooded");
  if (!one.remarks.empty()) why += (why.empty() ? "" : "; ") + one.remarks.front();
  return why;
}

}  // namespace

std::string to_csv(const std::vector<graded>& all) {
  std::vector<std::string> ids;
  for (const graded& one : all)
    for (const auto& e : one.exercises)
      if (std::find(ids.begin(), ids.end(), e.id) == ids.end()) ids.push_back(e.id);
  std::string table = "submission,points,max points,sandbox,needs a look";
  for (const std::string& id : ids) table += "," + csv_field(id);
  table += "\r\n";
  for (const graded& one : all) {
    table += text(csv_field(one.name), ",", one.earned(), ",", one.max_points(), ",", csv_field(one.rung), ",",
                  csv_field(needs_a_look(one)));
    for (const std::string& id : ids) {
      const auto found =
          std::find_if(one.exercises.begin(), one.exercises.end(), [&](const auto& e) { return e.id == id; });
      table += found == one.exercises.end() ? "," : text(",", found->earned);
    }
    table += "\r\n";
  }
  return table;
}

std::string to_overview(const std::vector<graded>& all) {
  std::map<std::string, std::size_t> failed, mistakes;
  std::string rows;
  for (const graded& one : all) {
    for (const auto& e : one.exercises) {
      if (!e.passed()) ++failed[e.id + " " + e.title];
      if (!e.mistake.empty()) ++mistakes[e.id + " " + e.mistake];
    }
    rows += text("<tr><td><a href=\"", escaped(one.name), "/junit.xml\">", escaped(one.name), "</a></td><td>",
                 one.earned(), " / ", one.max_points(), "</td>", cell(needs_a_look(one)), "</tr>\n");
  }
  return text("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sfumato: the class</title>\n",
              "<style>body{font:16px sans-serif;max-width:60em;margin:2em auto}td{padding:.2em 1em .2em 0}</style>\n",
              "<h1>", all.size(), " submissions</h1>\n", distribution(all), commonest("Not passed most often", failed),
              commonest("Known mistakes", mistakes), "<h2>Submissions</h2><table>", rows, "</table></html>\n");
}

}  // namespace lab
