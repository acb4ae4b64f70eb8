#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/course.hpp"
#include "lab/course/exercise_text.hpp"
#include "sfumato/io/atomic_file.hpp"
#include "stubs/stub.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

void reset(const course& all, const exercise& one) {
  const fs::path file = all.file_of(one), solution = all.solution_of(one);
  require(fs::exists(solution), error_kind::config, one.id, ": is not part of this version yet");
  const std::string stub = ::lab::make_stub(::lab::read_text(solution.string()), solution.string());
  if (!fs::exists(file)) {
    fs::create_directories(file.parent_path());
    write_file(file, stub);
    std::printf("%s: %s was missing and is back\n", one.id.c_str(), short_path(file).c_str());
    return;
  }
  const std::string before = ::lab::read_text(file.string());
  const std::string after = with_stub_of(one.id, before, stub);
  if (before == after) {
    std::printf("%s: %s holds the stub already\n", one.id.c_str(), short_path(file).c_str());
    return;
  }
  const fs::path copy = keep_copy(all, file);
  write_file(file, after);
  std::printf("%s: the stub is back in %s; your file is kept as %s\n", one.id.c_str(), short_path(file).c_str(),
              short_path(copy).c_str());
}

int reset_all(const std::string& word) {
  const course all = open_course();
  for (const exercise* one : all.contents.select(word)) {
    const bool many = !::lab::same_id(word, one->id);
    if (!many || one->complete) reset(all, *one);
  }
  return 0;
}

}  // namespace

void add_reset(CLI::App& app, action& chosen) {
  const auto word = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("reset", "put the stub back; your file is kept");
  command->add_option("id", *word, "an exercise (1.2) or module (1)")->type_name("ID")->required();
  command->footer("Other exercises in the same file stay as they are. Copies go into .lab/kept/.");
  command->callback([&chosen, word] { chosen = [word] { return reset_all(*word); }; });
}

}  // namespace sfumato::lab
