#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>

#include "judge/built_here.hpp"
#include "judge/in_process.hpp"
#include "lab/commands/command.hpp"
#include "lab/course/testing.hpp"
#include "lab/modules/first_look.hpp"
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
  bool in_process = false;
};

/// As it is seen from here, or from the project.
fs::path tree_of(const course& of, const fs::path& wanted) {
  if (wanted.empty()) return of.exercises;
  for (const fs::path& tree : {fs::absolute(wanted).lexically_normal(), of.exercises.parent_path() / wanted})
    if (fs::is_directory(tree)) return tree.has_filename() ? tree : tree.parent_path();
  fail(error_kind::io, "--exercises ", wanted.string(), ": expected a folder, found none");
}

/// For a shell.
std::string quoted(const std::string& word) {
  if (word.find_first_of(" '\"\\$&;()<>|*?`#~") == std::string::npos) return word;
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? "'\\''" : std::string(1, c);
  return all + "'";
}

void print_debuggers(const ::lab::in_process_result& done) {
  std::string stops_of_gdb, stops_of_lldb, program;
  for (std::size_t i = 0; i < std::min<std::size_t>(done.functions.size(), 3); ++i) {
    stops_of_gdb += join(" -ex 'break ", done.functions[i], "'");
    stops_of_lldb += join(" -o 'breakpoint set --name ", done.functions[i], "'");
  }
  for (std::size_t i = 0; i < done.command.size(); ++i)
    program += " " + quoted(i == 0 ? short_path(done.command[i]) : done.command[i]);
  std::printf("\nTo step through it, one of:\n  gdb%s -ex run --args%s\n  lldb%s -o run --%s\n", stops_of_gdb.c_str(),
              program.c_str(), stops_of_lldb.c_str(), program.c_str());
}

/// The student's functions inside of the judge, for a debugger; nothing is remembered.
std::vector<::lab::test_result> test_in_process(const course& all, const test_arguments& arguments) {
  for (const std::string& word : arguments.words) require_tests(all, word);
  ::lab::test_request request;
  request.tree = tree_of(all, arguments.exercises).string();
  request.out = ::lab::built_here::binaries() + "/workers";
  request.selection = arguments.words;
  request.seed = arguments.seed;
  std::fprintf(stderr, "lab: building the judge around %s\n", short_path(request.tree).c_str());
  const ::lab::in_process_result done = ::lab::run_in_process(all.tools, request);
  print_results(all, done.results, done.results.size() > 3);
  if (!done.ended.empty()) std::printf("The judge came to no end: %s\n", done.ended.c_str());
  if (!done.command.empty()) print_debuggers(done);
  return done.results;
}

/// Where the mistakes hang that one did not make; not while one's own wait to be mended.
void point_to_museum(const course& of, const std::vector<::lab::test_result>& results) {
  std::set<std::string> modules;
  if (std::any_of(results.begin(), results.end(), [](const auto& one) { return !one.passed(); })) return;
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
  std::vector<::lab::test_result> results;
  if (arguments.in_process) {
    results = test_in_process(all, arguments);
  } else {
    results = test_exercises(all, arguments.words, tree_of(all, arguments.exercises), arguments.seed);
    print_results(all, results, results.size() > 3);
  }
  if (!arguments.in_process && results.size() <= 3) {
    if (tree_of(all, arguments.exercises) == all.exercises) first_look(all, results);
    point_to_museum(all, results);
  }
  if (!arguments.json.empty()) write_file(arguments.json, ::lab::to_json(results));
  const bool all_passed =
      std::all_of(results.begin(), results.end(), [](const ::lab::test_result& one) { return one.passed(); });
  return all_passed && !results.empty() ? 0 : 1;
}

}  // namespace

void add_test(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<test_arguments>();
  CLI::App* test = app.add_subcommand("test", "test exercises: \"test 1.2\", \"test 1\" a module, \"test\" all");
  test->add_option("what", arguments->words, "modules (1) and exercises (1.2)")->type_name("MODULE|ID");
  test->add_option("--json", arguments->json, "also write the verdicts there")->type_name("FILE");
  test->add_option("--exercises", arguments->exercises, "test another tree, for example solutions")
      ->type_name("FOLDER");
  test->add_flag("--in-process", arguments->in_process,
                 "for a debugger: your functions inside of the judge, and how to start it under gdb or lldb");
  add_seed(*test, arguments->seed);
  test->footer("The exit status is 0 when everything that was tested passes, else 1.");
  test->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
