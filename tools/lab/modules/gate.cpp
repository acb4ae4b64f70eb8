#include "lab/modules/gate.hpp"

#include <algorithm>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

void require_prediction(const course& of, const course_record& record, const std::string& module) {
  for (const auto& question : of.contents.questions) {
    if (question.gates != "report " + module || record.all_predicted(question.id)) continue;
    std::string missing;
    const auto done = record.predicted(question.id);
    for (const std::string& member : record.group)
      if (std::find(done.begin(), done.end(), member) == done.end()) missing += (missing.empty() ? "" : ", ") + member;
    const bool several = record.group.size() > 1;
    fail(error_kind::config, "predict ", question.id, " first",
         several ? join(" (still to come: ", missing, ")") : std::string(),
         ", since the page shows the answer: ./lab predict ", question.id, " \"...\"", several ? " --by NAME" : "");
  }
}

}  // namespace sfumato::lab
