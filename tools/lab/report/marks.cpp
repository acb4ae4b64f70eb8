#include "lab/report/marks.hpp"

#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

std::string drawn_with(const std::vector<hand>& hands) {
  if (hands.empty()) return "";
  std::string text = "<p class=\"hands\">Drawn with ";
  for (const hand& one : hands) {
    const bool stub = one.lent == "to be written";
    const char* kind = stub ? "lent" : !one.lent.empty() ? "broken" : one.passed ? "own" : "wrong";
    const std::string remark = !one.lent.empty() ? join(" (lent: yours ", one.lent, ")")
                               : one.passed      ? " (yours)"
                                                 : " (yours, not passed)";
    const std::string said = stub ? " (lent until you write it)" : remark;
    text += join("<span class=\"", kind, "\">", escape(one.id), " ", escape(one.title), escape(said), "</span> ");
  }
  return text + "</p>\n";
}

std::string predictions(const course_record& record, const std::string& question) {
  std::string text;
  for (const std::string& name : record.predicted(question)) {
    const prediction* last = nullptr;
    for (const prediction& one : record.predictions)
      if (one.question == question && one.name == name) last = &one;
    text += join("<p>“", escape(last->text), "”</p>\n<p class=\"who\">", escape(name.empty() ? "you" : name), ", ",
                 escape(question), ", ", escape(readable_time(last->time)), "</p>\n");
  }
  return text.empty() ? "" : "<div class=\"prediction\">\n" + text + "</div>\n";
}

std::string note(std::string_view html) { return join("<div class=\"note\">", html, "</div>\n"); }

}  // namespace sfumato::lab::report
