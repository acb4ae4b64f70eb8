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
  std::vector<std::string> questions;
  for (const graded& one : all)
    for (const auto& a : one.answers)
      if (a.counts && std::find(questions.begin(), questions.end(), a.question) == questions.end())
        questions.push_back(a.question);
  std::string table = "submission,points,max points,sandbox,needs a look";
  for (const std::string& id : ids) table += "," + csv_field(id);
  for (const std::string& question : questions) table += "," + csv_field(question);
  table += "\r\n";
  for (const graded& one : all) {
    table += text(csv_field(one.name), ",", one.earned(), ",", one.max_points(), ",", csv_field(one.rung), ",",
                  csv_field(needs_a_look(one)));
    for (const std::string& id : ids) {
      const auto found =
          std::find_if(one.exercises.begin(), one.exercises.end(), [&](const auto& e) { return e.id == id; });
      table += found == one.exercises.end() ? "," : text(",", found->earned);
    }
    for (const std::string& question : questions) {
      const auto found =
          std::find_if(one.answers.begin(), one.answers.end(), [&](const auto& a) { return a.question == question; });
      table += found == one.answers.end() || !found->mark ? "," : text(",", *found->mark);
    }
    table += "\r\n";
  }
  return table;
}

}  // namespace lab
