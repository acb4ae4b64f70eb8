#include "lab/report/marks.hpp"

#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

namespace {

constexpr const char* version_mark = " data-version=\"";

const char* of_the_groups_own(bool passed, bool tested) {
  return passed ? "yours" : tested ? "yours, not passed" : "yours, not tested yet";
}

std::string written(const used_function& one) {
  const bool stub = one.lent == "to be written";
  const char* kind = stub ? "lent" : !one.lent.empty() ? "broken" : one.passed ? "own" : "wrong";
  const std::string remark =
      one.lent.empty() ? of_the_groups_own(one.passed, one.tested) : join("lent: yours ", one.lent);
  const std::string said = stub ? "lent until you write it" : remark;
  // The version stands there only while tests may still pass.
  const std::string version =
      one.lent.empty() && !one.version.empty() ? join(version_mark, escape(one.version), "\"") : std::string();
  return join("<span class=\"", kind, "\"", mark_of(one.id), version, ">", escape(one.id), " ", escape(one.title), " (",
              escape(said), ")</span>");
}

/// The text between two others.
std::string between(const std::string& text, const std::string& left, const std::string& right) {
  const std::size_t at = text.find(left) + left.size();
  return text.substr(at, text.find(right, at) - at);
}

}  // namespace

std::string mark_of(const std::string& exercise) { return join(" data-exercise=\"", escape(exercise), "\""); }

std::string drawn_with(const std::vector<used_function>& used) {
  if (used.empty()) return "";
  std::string text = "<p class=\"drawn-with\">Drawn with ";
  for (const used_function& one : used) text += written(one) + " ";
  return text + "</p>\n";
}

std::string settled(const std::string& html, const course_record& now) {
  std::string text;
  std::size_t from = 0;
  for (std::size_t at = html.find(version_mark); at != std::string::npos; at = html.find(version_mark, from)) {
    const std::size_t begin = html.rfind("<span", at), end = html.find("</span>", at) + 7;
    const std::string old = html.substr(begin, end - begin), id = between(old, " data-exercise=\"", "\"");
    const std::string version = between(old, version_mark, "\"");
    const exercise_record known = now.of(id);
    const bool passes = known.status == "passed", same = known.file == version;
    const bool passed = same ? passes : old.find("class=\"own\"") != std::string::npos;
    const bool tested = same ? !known.status.empty() : old.find("not tested yet") == std::string::npos;
    const char* said = passes && !passed ? "yours, passed since: draw again" : of_the_groups_own(passed, tested);
    text += html.substr(from, begin - from);
    text += join("<span class=\"", passed ? "own" : "wrong", "\"", mark_of(id), version_mark, version, "\">",
                 between(old, ">", " (yours"), " (", said, ")</span>");
    from = end;
  }
  return text + html.substr(from);
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
