#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/course.hpp"
#include "lab/course/exercise_text.hpp"
#include "lab/course/record.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

int run(const std::string& word, bool give_up) {
  const course all = open_course();
  const auto named = all.contents.select(word);
  const course_record record = read_record(all.home);
  for (const exercise* one : named) {
    require(std::filesystem::exists(all.solution_of(*one)), error_kind::config, one->id,
            ": its solution is not part of this version yet");
    require(give_up || one->points == 0 || record.of(one->id).passed, error_kind::config, one->id,
            ": has not passed yet; \"./lab hint ", one->id, "\" helps, \"./lab show ", one->id,
            " --give-up\" shows the solution and records it");
  }
  for (const exercise* one : named) {
    if (one->points > 0 && !record.of(one->id).passed)
      update_record(all.home, [&](course_record& change) {
        std::string& when = change.exercises[one->id].gave_up;
        if (when.empty()) when = time_now();
      });
    std::printf("%s\n%s%s", terminal::of(stdout).bold(one->id + "  " + one->title).c_str(),
                solution_text(one->id, ::lab::read_text(all.solution_of(*one).string())).c_str(),
                one == named.back() ? "" : "\n");
  }
  return 0;
}

}  // namespace

void add_show(CLI::App& app, action& chosen) {
  struct show_arguments {
    std::string word;
    bool give_up = false;
  };
  const auto arguments = std::make_shared<show_arguments>();
  CLI::App* show = app.add_subcommand("show", "our solution, once yours has passed");
  show->add_option("id", arguments->word, "an exercise (1.2)")->type_name("ID")->required();
  show->add_flag("--give-up", arguments->give_up, "before it has passed; this is recorded");
  show->callback([&chosen, arguments] { chosen = [arguments] { return run(arguments->word, arguments->give_up); }; });
}

}  // namespace sfumato::lab
