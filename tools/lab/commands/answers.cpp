#include "lab/course/answers.hpp"

#include <cstdio>

#include "lab/commands/command.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

namespace {

int run() {
  const course all = open_course();
  const auto answers = read_answers(all, read_record(all.home));
  const terminal screen = terminal::of(stdout);
  std::size_t answered = 0, questions = all.contents.questions.size();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const answer& one = answers[i];
    const bool done = one.missing.empty();
    if (i < questions && done) ++answered;
    const std::string mark = done ? screen.green(screen.unicode ? "✓" : "+") : screen.dim(screen.unicode ? "·" : "-");
    std::printf("%s %-4s %s\n", mark.c_str(), one.id.c_str(), done ? "answered" : one.missing.c_str());
  }
  std::printf("\n%zu of %zu questions answered, in %s\n", answered, questions,
              short_path(all.exercises / "answers.md").c_str());
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
