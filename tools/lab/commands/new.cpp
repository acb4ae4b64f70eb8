#include <cstdio>
#include <memory>

#include "child/run.hpp"
#include "lab/commands/command.hpp"
#include "lab/course/scaffold.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

/// As the project's style wants it, where its formatter is installed.
std::string formatted(const course& all, const fs::path& path, const std::string& code) {
  if (!fs::exists(all.exercises.parent_path() / ".clang-format")) return code;
  const auto result = ::lab::child::run(
      {.command = {"clang-format-14", "--style=file", "--assume-filename=" + path.string()}, .input = code});
  return result.succeeded() ? result.output : code;
}

/// A stub that somebody has begun to fill in is kept.
std::string kept(const course& all, const planned_file& file) {
  if (file.path.extension() != ".hpp" || file.path.string().rfind(all.exercises.string(), 0) != 0) return "";
  if (!fs::exists(file.path) || file.text.rfind(::lab::read_text(file.path.string()), 0) == 0) return "";
  return "; the old one is kept as " + short_path(keep_copy(all, file.path));
}

int run(const new_exercise& wanted) {
  const course all = open_course();
  const auto format = [&](const fs::path& path, const std::string& code) { return formatted(all, path, code); };
  const std::vector<planned_file> files = plan_exercise(all, wanted, format);
  std::string written;
  for (const planned_file& file : files) {
    const char* more = fs::exists(file.path) ? ", one more in it" : "";
    written += join("  ", short_path(file.path), more, kept(all, file), "\n");
  }
  write_together(files);
  std::printf(
      "Exercise %s is written, with a formula to be replaced:\n%s\n"
      "What is next (docs/extending-the-lab.md):\n"
      "  1. the solution and the words above it, then ./lab stubs\n"
      "  2. the equation of the suite, three telling tests\n"
      "  3. three mistakes that people really make\n"
      "  4. title, level, points, minutes, hints and glossary words in exercises/manifest.json\n"
      "  5. ./lab test %s --exercises solutions, and the proof: PROOF_ONLY=%s ./lab selftest -R judge\n",
      wanted.id.c_str(), written.c_str(), wanted.id.c_str(), wanted.id.c_str());
  return 0;
}

}  // namespace

void add_new(CLI::App& app, action& chosen) {
  const auto wanted = std::make_shared<new_exercise>();
  CLI::App* command = app.add_subcommand("new", "begin a new exercise, for who extends the lab");
  command->require_subcommand(0, 1);
  command->callback([&chosen] {
    if (!chosen) fail(error_kind::config, "expected what is new: ./lab new exercise ID FUNCTION --module M");
  });
  CLI::App* one = command->add_subcommand("exercise", "solution, tests, wrong variants, stub, manifest entry");
  one->add_option("id", wanted->id, "1.5, or 1.5a of a pair")->type_name("ID")->required();
  one->add_option("function", wanted->function, "what students write, in snake_case")
      ->type_name("FUNCTION")
      ->required();
  one->add_option("--module", wanted->module, "where it belongs: 0 to 4, beyond")->type_name("M")->required();
  one->add_option("--file", wanted->file, "its file, new or with others in it [FUNCTION.hpp]")->type_name("NAME.hpp");
  one->add_option("--title", wanted->title, "as the map shows it [from the function's name]")->type_name("TEXT");
  one->add_option("--signature", wanted->signature, "what it takes and returns")
      ->type_name("TEXT")
      ->capture_default_str();
  one->allow_extras();
  one->footer(
      "What is written compiles and passes its tests at once, with an example in place of the formula. Either all of\n"
      "the files are written or none.");
  one->callback([&chosen, wanted] { chosen = [wanted] { return run(*wanted); }; });
}

}  // namespace sfumato::lab
