#include "lab/course/points_table.hpp"

#include "lab/course/testing.hpp"
#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

struct score {
  int core = 0, core_most = 0, more = 0, answered = 0, questions = 0;

  score& operator+=(const score& other) {
    core += other.core;
    core_most += other.core_most;
    more += other.more;
    answered += other.answered;
    questions += other.questions;
    return *this;
  }
};

score score_of(const course& of, const course_record& record, const std::vector<answer>& answers,
               const std::string& module) {
  score sum;
  for (const exercise& one : of.contents.exercises) {
    if (one.module != module || !one.complete) continue;
    const exercise_record known = record.of(one.id);
    const int points = known.status == "passed" && !edited_since(of, one, known) ? known.points : 0;
    (one.level == "core" ? sum.core : sum.more) += points;
    if (one.level == "core") sum.core_most += one.points;
  }
  for (std::size_t i = 0; i < of.contents.questions.size(); ++i) {
    if (of.contents.questions[i].module != module) continue;
    ++sum.questions;
    sum.answered += answers[i].missing.empty() ? 1 : 0;
  }
  return sum;
}

std::string row(const std::string& name, const score& sum) {
  const auto of = [](int part, int all) { return all == 0 ? std::string() : join(part, " of ", all); };
  return join("<tr><th scope=\"row\">", report::escape(name), "</th><td>", of(sum.core, sum.core_most), "</td><td>",
              sum.more == 0 ? "" : std::to_string(sum.more), "</td><td>", of(sum.answered, sum.questions),
              "</td></tr>\n");
}

}  // namespace

std::string points_table(const course& of, const course_record& record, const std::vector<answer>& answers) {
  std::string rows;
  score all;
  for (const auto& module : of.contents.modules) {
    const score sum = score_of(of, record, answers, module.id);
    all += sum;
    if (sum.core_most + sum.more + sum.questions > 0) rows += row(module.id + "  " + module.title, sum);
  }
  return join(
      "<table class=\"points\">\n<thead><tr><th scope=\"col\">Module</th><th scope=\"col\">core exercises</th>",
      "<th scope=\"col\">homework and stretch</th><th scope=\"col\">questions answered</th></tr></thead>\n<tbody>\n",
      rows, "</tbody>\n<tfoot>\n", row("Together", all),
      "</tfoot>\n</table>\n<p class=\"note\">Points of exercises as tested by the group. Answers are given points by "
      "who "
      "reads them.</p>\n");
}

}  // namespace sfumato::lab
