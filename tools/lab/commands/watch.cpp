#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "lab/commands/command.hpp"
#include "lab/course/testing.hpp"
#include "lab/modules/first_look.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds look_every{30}, settle{20};

/// A file as it is now. Both are looked at: a save may keep the contents, and may come within one tick of the clock.
struct saved_file {
  fs::file_time_type time;
  std::string contents;

  explicit saved_file(const fs::path& file) {
    std::error_code missing;
    time = fs::last_write_time(file, missing);
    if (!missing) contents = hash_of(::lab::read_text(file.string()));
  }
  bool operator==(const saved_file& other) const { return time == other.time && contents == other.contents; }
};

/// By looking again and again, which works on every file system. false: interrupted.
bool wait_for_change(const fs::path& file, const saved_file& before) {
  while (!interrupt_guard::requested()) {
    std::this_thread::sleep_for(look_every);
    const saved_file now(file);
    if (now == before) continue;
    // An editor may be half way through: the file counts once it holds still.
    std::this_thread::sleep_for(settle);
    if (saved_file(file) == now) return true;
  }
  return false;
}

int keep_testing(const std::string& word) {
  const course all = open_course();
  const terminal screen = terminal::of(stdout);
  const interrupt_guard guard;
  while (!interrupt_guard::requested()) {
    const course_record record = read_record(all.home);
    if (word.empty() && next_exercise(all, record) == nullptr) {
      std::printf("All exercises pass.\n");
      return 0;
    }
    const exercise& one = one_exercise(all, record, word);
    const fs::path file = all.file_of(one);
    const saved_file before(file);
    const auto results = test_exercises(all, {one.id}, all.exercises);
    print_results(all, results, false);
    first_look(all, results);
    const bool passed = results.size() == 1 && results.front().passed();
    if (passed && !::lab::same_id(word, one.id) && next_exercise(all, read_record(all.home)) != nullptr) {
      const exercise& following = one_exercise(all, read_record(all.home), word);
      if (following.id != one.id) {
        std::printf("\n");
        continue;
      }
    }
    std::printf("%s\n\n", screen.dim(join("watching ", short_path(file), "; Ctrl-C ends")).c_str());
    std::fflush(stdout);
    if (!wait_for_change(file, before)) break;
  }
  return 0;
}

}  // namespace

void add_watch(CLI::App& app, action& chosen) {
  const auto word = std::make_shared<std::string>();
  CLI::App* watch = app.add_subcommand("watch", "test the current exercise whenever its file is saved");
  watch->add_option("what", *word, "an exercise (1.2) or module (1) [what is next]")->type_name("MODULE|ID");
  watch->footer("When an exercise passes, the next one follows.");
  watch->callback([&chosen, word] { chosen = [word] { return keep_testing(*word); }; });
}

}  // namespace sfumato::lab
