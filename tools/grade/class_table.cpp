#include <algorithm>

#include "grade/plain_text.hpp"
#include "grade/standing.hpp"
#include "messages/text.hpp"

namespace lab {

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

}  // namespace lab
