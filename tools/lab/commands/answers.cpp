#include "lab/course/answers.hpp"

#include <cstdio>

#include "lab/commands/command.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

int run() {
  const course all = open_course();
  const auto answers = read_answers(all, read_record(all.home));
  const terminal screen = terminal::of(stdout);
  std::size_t answered = 0, waiting = 0, open_in_class = 0, questions = all.contents.questions.size();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const answer& one = answers[i];
    const bool done = one.missing.empty(), waits = !one.waits_for.empty();
    if (i < questions) done ? ++answered : waits ? ++waiting : 0;
    const bool in_class = i >= questions || all.contents.questions[i].in_class;
    if (i < questions && in_class && !done && !waits) ++open_in_class;
    const std::string mark = done ? screen.green(screen.unicode ? "✓" : "+") : screen.dim(screen.unicode ? "·" : "-");
    const std::string words = done    ? std::string("answered")
                              : waits ? join("waits for ", one.waits_for, ", which this copy does not have")
                                      : one.missing;
    const std::string when = done || waits || in_class ? "" : screen.dim("  (after class)");
    std::printf("%s %-4s %s%s\n", mark.c_str(), one.id.c_str(), words.c_str(), when.c_str());
  }
  const std::string rest = waiting == 0 ? "" : join(" (", waiting, " more cannot be answered yet)");
  std::printf("\n%zu of %zu questions answered%s, in %s\n", answered, questions - waiting, rest.c_str(),
              short_path(all.exercises / "answers.md").c_str());
  if (open_in_class > 0) std::printf("%zu of those still open belong into class; the others can wait\n", open_in_class);
  return 0;
}

}  // namespace

void add_answers(CLI::App& app, action& chosen) {
  CLI::App* answers = app.add_subcommand("answers", "which of the 25 questions are answered");
  answers->footer(
      "Numbers are checked where they can be. What you write is read by a person; see exercises/answers.md.");
  answers->callback([&chosen] { chosen = run; });
}

}  // namespace sfumato::lab
