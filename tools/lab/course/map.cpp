#include "lab/course/map.hpp"

#include <algorithm>
#include <cstdio>

#include "lab/course/answers.hpp"
#include "lab/course/testing.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

/// Columns that a text takes: bytes that continue a UTF-8 character take none.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t columns) {
  return text + std::string(columns - std::min(columns, width(text)), ' ');
}

std::string right(const std::string& text, std::size_t columns) {
  return std::string(columns - std::min(columns, width(text)), ' ') + text;
}

struct counts {
  int points = 0, max_points = 0;
};

class map_writer {
 public:
  map_writer(const course& of, const course_record& record, const terminal& shown_on)
      : of_(of), record_(record), screen_(shown_on), next_(next_exercise(of, record)) {
    for (const exercise& one : of.contents.exercises) title_ = std::max(title_, width(one.title));
    try {
      answers_ = read_answers(of, record);
    } catch (const error&) {  // no answers.md: ./lab answers says so
    }
  }

  std::string write() const {
    std::string text;
    counts all;
    for (const auto& module : of_.contents.modules) {
      const counts points = points_of(module.id);
      all.points += points.points;
      all.max_points += points.max_points;
      text += "\n" + heading(module, points);
      for (const exercise& one : of_.contents.exercises)
        if (one.module == module.id && (one.complete || one.points == 0)) text += row(one);
      if (points.max_points == 0)
        text += "   " + screen_.dim("the reading is here; it has no exercises with tests yet") + "\n";
      text += questions(module.id);
    }
    std::string head = screen_.bold("The lab");
    for (const std::string& name : record_.group) head += (&name == &record_.group.front() ? " of " : ", ") + name;
    return head + "   " + bar(all, 20) + join(all.points, " of ", all.max_points, " points\n") + text + "\n" + advice();
  }

 private:
  counts points_of(const std::string& module) const {
    counts sum;
    for (const exercise& one : of_.contents.exercises) {
      if (one.module != module || !one.complete) continue;
      sum.max_points += one.points;
      sum.points += std::min(record_.of(one.id).points, one.points);
    }
    return sum;
  }

  std::string bar(const counts& of, int columns) const {
    if (!screen_.unicode || of.max_points == 0) return "";
    std::string full, rest;
    for (int i = 0; i < columns; ++i) i* of.max_points < of.points* columns ? full += "█" : rest += "░";
    return screen_.green(full) + screen_.dim(rest) + "  ";
  }

  std::string heading(const ::lab::manifest_module& module, const counts& points) const {
    const std::string id = module.id.size() == 1 ? module.id : std::string(screen_.unicode ? "✦" : "*");
    const std::string minutes = module.minutes + (module.minutes == "open" ? "" : " min");
    const std::string score = points.max_points == 0 ? "" : join("   ", points.points, "/", points.max_points);
    return screen_.bold(id + "  " + module.title) + "   " + screen_.dim(minutes + ", " + module.type) + score + "\n";
  }

  std::string row(const exercise& one) const {
    const exercise_record known = record_.of(one.id);
    const bool passed = known.status == "passed";
    const bool quiet = known.status.empty() || known.status == "not_implemented";
    std::string mark = passed  ? screen_.green(screen_.unicode ? "✓" : "+")
                       : quiet ? screen_.dim(screen_.unicode ? "·" : "-")
                               : screen_.red(screen_.unicode ? "✗" : "x");
    std::string state = one.complete ? status_in_words(known.status) : "no test";
    if (edited_since(of_, one, known)) {
      state = "edited since it " + std::string(passed ? "passed" : "was tested");
      mark = screen_.yellow("~");
    }
    if (one.level == "homework" || one.level == "stretch") state += ", " + one.level;
    const std::string points = one.points == 0 ? "" : join(std::min(known.points, one.points), "/", one.points);
    const std::string name = padded(one.id, 5) + padded(one.title, title_);
    const std::string line = " " + mark + " " + (&one == next_ ? screen_.bold(name) : name) + right(points, 7) +
                             right(join(one.minutes, " min"), 8) + "  " + screen_.dim(state);
    return line + (&one == next_ ? "  " + screen_.yellow("<- next") : "") + "\n";
  }

  /// "Q1-Q4: 2 of 4 answered; predict Q4"
  std::string questions(const std::string& module) const {
    std::string first, last, predict;
    int count = 0, answered = 0;
    for (std::size_t i = 0; i < of_.contents.questions.size(); ++i) {
      const auto& question = of_.contents.questions[i];
      if (question.module != module) continue;
      if (first.empty()) first = question.id;
      last = question.id;
      if (i < answers_.size() && !answers_[i].waits_for.empty()) continue;
      ++count;
      if (i < answers_.size() && answers_[i].missing.empty()) ++answered;
      if (question.kind == "prediction" && !record_.all_predicted(question.id)) predict = question.id;
    }
    if (count == 0) return "";
    const bool done = answered == count;
    const std::string mark =
        done ? screen_.green(screen_.unicode ? "✓" : "+") : screen_.dim(screen_.unicode ? "·" : "-");
    std::string words = join(answered, " of ", count, " answered");
    if (!predict.empty()) words += join("; predict ", predict, " before you look");
    return " " + mark + " " + first + " to " + last + "  " + screen_.dim(words) + "\n";
  }

  std::string advice() const {
    if (next_ == nullptr) return "All exercises pass. ./lab submit packs them, with your answers.\n";
    std::string text;
    if (record_.group.empty()) text += "Who are you?  ./lab group \"Ada Lovelace\" \"Alan Turing\"\n";
    for (const auto& module : of_.contents.modules) {  // a prediction left behind stays asked for
      for (const auto& question : of_.contents.questions)
        if (question.module == module.id && question.kind == "prediction" && !record_.all_predicted(question.id))
          text += join("Predict first: ./lab predict ", question.id, " \"...\"\n");
      if (module.id == next_->module) break;
    }
    return text +
           join("Next: ", next_->id, " ", next_->title, ", in ", short_path(of_.file_of(*next_)),
                "\n      ./lab watch   tests it whenever you save\n      ./lab hint    helps; \"./lab help\" lists "
                "all commands\n");
  }

  const course& of_;
  const course_record& record_;
  const terminal& screen_;
  const exercise* next_;
  std::size_t title_ = 0;
  std::vector<answer> answers_;
};

}  // namespace

std::string map_text(const course& of, const course_record& record, const terminal& shown_on) {
  return map_writer(of, record, shown_on).write();
}

void show_map() {
  const course all = open_course();
  std::fputs(map_text(all, read_record(all.home), terminal::of(stdout)).c_str(), stdout);
}

}  // namespace sfumato::lab
