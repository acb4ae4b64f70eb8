#include "lab/course/checklist.hpp"

#include "lab/course/answers.hpp"
#include "lab/course/testing.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

void add(std::string& list, const std::string& word) { list += (list.empty() ? "" : ", ") + word; }

}  // namespace

std::vector<check> checklist(const course& of, const course_record& record) {
  std::vector<check> checks{{"the names of the group", record.group.empty() ? "./lab group \"Ada Lovelace\"" : ""}};
  for (const auto& module : of.contents.modules) {
    std::string open;
    int core = 0;
    for (const exercise& one : of.contents.exercises) {
      if (one.module != module.id || one.level != "core" || !one.complete) continue;
      ++core;
      const exercise_record known = record.of(one.id);
      if (known.status != "passed" || edited_since(of, one, known)) add(open, one.id);
    }
    if (core > 0)
      checks.push_back({join("core exercises of module ", module.id), open.empty() ? "" : "./lab test: " + open});
  }
  std::string pages, predictions, answers, ratings;
  for (const auto& module : of.contents.modules)
    if (module.id != "beyond" && record.pages.count(module.id) == 0) add(pages, join("./lab run ", module.id));
  checks.push_back({"every page drawn", pages});
  checks.push_back({"the toy denoiser trained", record.training.time.empty() ? "./lab run 2" : ""});
  checks.push_back({"pictures generated from noise", record.pages.count("3") == 0 ? "./lab run 3" : ""});
  for (const auto& question : of.contents.questions)
    if (question.kind == "prediction" && !record.all_predicted(question.id)) add(predictions, question.id);
  for (const answer& one : read_answers(of, record)) {
    if (one.missing.empty() || !one.waits_for.empty()) continue;
    add(one.id.front() == 'U' ? ratings : answers, one.id);
  }
  checks.push_back({"predictions before the results", predictions});
  checks.push_back({"all questions answered", answers});
  checks.push_back({"how sure you are, rated by each", ratings});
  return checks;
}

}  // namespace sfumato::lab
