#include <cstdio>
#include <memory>
#include <set>

#include "lab/commands/command.hpp"
#include "lab/course/testing.hpp"
#include "lab/modules/module.hpp"
#include "lab/system/outputs.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

struct test_arguments {
  std::vector<std::string> words;
  fs::path json, exercises;
  std::uint64_t seed = 1;
};

/// As it is seen from here, or from the project.
fs::path tree_of(const course& of, const fs::path& wanted) {
  if (wanted.empty()) return of.exercises;
  for (const fs::path& tree : {fs::absolute(wanted).lexically_normal(), of.exercises.parent_path() / wanted})
    if (fs::is_directory(tree)) return tree.has_filename() ? tree : tree.parent_path();
  fail(error_kind::io, "--exercises ", wanted.string(), ": expected a folder, found none");
}

/// Where the mistakes hang that one did not make.
void point_to_museum(const course& of, const std::vector<::lab::test_result>& results) {
  std::set<std::string> modules;
  for (const auto& result : results)
    for (const exercise& one : of.contents.exercises)
      if (result.passed() && one.id == result.id && has_page(one.module)) modules.insert(one.module);
  const terminal screen = terminal::of(stdout);
  for (const std::string& module : modules)
    std::printf("      %s\n", screen.dim(join("the usual mistakes, drawn: ./lab run ", module)).c_str());
}

int run(const test_arguments& arguments) {
  const course all = open_course();
  require_writable({{"--json", arguments.json}});
  const auto results = test_exercises(all, arguments.words, tree_of(all, arguments.exercises), arguments.seed);
  print_results(all, results, results.size() > 3);
  if (results.size() <= 3) point_to_museum(all, results);
  if (!arguments.json.empty()) write_file(arguments.json, ::lab::to_json(results));
  for (const auto& result : results)
    if (!result.passed()) return 1;
  return 0;
}

}  // namespace

void add_test(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<test_arguments>();
  CLI::App* test = app.add_subcommand("test", "test exercises: \"test 1.2\", \"test 1\" a module, \"test\" all");
  test->add_option("what", arguments->words, "modules (1) and exercises (1.2)")->type_name("MODULE|ID");
  test->add_option("--json", arguments->json, "also write the verdicts there")->type_name("FILE");
  test->add_option("--exercises", arguments->exercises, "test another tree, for example solutions")
      ->type_name("FOLDER");
  add_seed(*test, arguments->seed);
  test->footer("The exit status is 0 when everything that was tested passes, else 1.");
  test->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
