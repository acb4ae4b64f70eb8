#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/course.hpp"
#include "stubs/stub.hpp"

namespace sfumato::lab {

namespace {

int run(bool check) {
  const course all = open_course();
  const auto stale = ::lab::stale_stubs(all.solutions.string(), all.exercises.string());
  for (const std::string& file : stale) {
    if (check) {
      std::printf("%s: differs from its solution\n", short_path(file).c_str());
      continue;
    }
    const bool written = std::filesystem::exists(file);
    const std::string copy = written ? short_path(keep_copy(all, file)) : "";
    std::printf("%s%s\n", short_path(file).c_str(), written ? ("; the old one is kept as " + copy).c_str() : "");
  }
  if (!check && !stale.empty()) ::lab::write_stubs(all.solutions.string(), all.exercises.string());
  return check && !stale.empty() ? 1 : 0;
}

}  // namespace

void add_stubs(CLI::App& app, action& chosen) {
  const auto check = std::make_shared<bool>(false);
  CLI::App* stubs = app.add_subcommand("stubs", "write exercises/ from solutions/, for who extends the lab");
  stubs->add_flag("--check", *check, "only tell which files differ");
  stubs->footer("It replaces what was written in exercises/; copies go into .lab/kept/.");
  stubs->callback([&chosen, check] { chosen = [check] { return run(*check); }; });
}

}  // namespace sfumato::lab
