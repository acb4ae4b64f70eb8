#include <algorithm>
#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/testing.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

int run(const std::string& word) {
  const course all = open_course();
  const exercise& one = one_exercise(all, read_record(all.home), word);
  require(!one.hints.empty(), error_kind::config, one.id, ": has no hints");
  const int count = static_cast<int>(one.hints.size());
  int level = 0;
  update_record(all.home, [&](course_record& record) {
    int& shown = record.exercises[one.id].hints;
    shown = level = std::clamp(shown + 1, 1, count);
  });

  const terminal screen = terminal::of(stdout);
  std::printf("%s  %s\n", screen.bold(one.id).c_str(), one.title.c_str());
  for (int i = 1; i <= level; ++i) {
    const std::string line = join("Hint ", i, " of ", count, ": ", one.hints[static_cast<std::size_t>(i - 1)]);
    std::printf("%s\n", i < level ? screen.dim(line).c_str() : line.c_str());
  }
  if (level == count) std::printf("%s\n", screen.dim("That is the last one.").c_str());
  return 0;
}

}  // namespace

void add_hint(CLI::App& app, action& chosen) {
  const auto word = std::make_shared<std::string>();
  CLI::App* hint = app.add_subcommand("hint", "the next of three hints");
  hint->add_option("id", *word, "an exercise (1.2) [what is next]")->type_name("ID");
  hint->footer("Hints cost no points; how many were shown is remembered.");
  hint->callback([&chosen, word] { chosen = [word] { return run(*word); }; });
}

}  // namespace sfumato::lab
