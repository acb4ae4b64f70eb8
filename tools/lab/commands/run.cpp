#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/modules/gate.hpp"
#include "lab/modules/module.hpp"
#include "lab/system/browser.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

namespace {

struct run_arguments {
  std::string module;
  page_settings settings;
};

int run(const run_arguments& arguments) {
  const course all = open_course();
  const course_record record = read_record(all.home);
  const interrupt_guard guard;
  require_prediction(all, record, arguments.module);  // before anything is compiled
  try {
    student_functions functions(all, record);
    workplace at{all, record, functions, arguments.settings};
    const std::filesystem::path page = make_page(at, arguments.module);
    for (const used_function& one : functions.broken())
      std::printf("%s %s: yours %s, so ours took part (./lab test %s)\n", one.id.c_str(), one.title.c_str(),
                  one.lent.c_str(), one.id.c_str());
    std::printf("%s %s\n", terminal::of(stdout).bold("The page:").c_str(), short_path(page).c_str());
    open_in_browser(page);
    return 0;
  } catch (const interrupted&) {
    std::fprintf(stderr, "lab run: interrupted; the page is as it was\n");
    return interrupted_exit;
  }
}

}  // namespace

void add_run(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<run_arguments>();
  page_settings& settings = arguments->settings;
  CLI::App* run_command = app.add_subcommand("run", "draw a module's page with your own functions");
  run_command->add_option("module", arguments->module, "0 to 4, or beyond")->type_name("MODULE")->required();
  run_command->add_option("--classes", settings.classes, "the first so many of the ten digits: 2, 4, 6 or 10")
      ->type_name("N")
      ->check(whole_number(1, 10))
      ->capture_default_str();
  run_command->add_option("--epochs", settings.epochs, "how long Module 2 trains")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  run_command->add_flag("--again", settings.again, "train and draw anew where there is a result already");
  run_command->add_flag("--quick", settings.quick, "module 4: fewer pictures in colour, in fewer steps");
  run_command
      ->add_option("--data", settings.data,
                   "mnist, fashion, synthetic or a folder [the first that is there: ./lab data]")
      ->type_name("DATA");
  add_seed(*run_command, settings.seed);
  add_threads(*run_command, settings.threads);
  run_command->add_option("--out", settings.out, "where the pages go")->type_name("FOLDER")->capture_default_str();
  run_command->add_option("--images", settings.images, "train on the first so many images only")
      ->check(whole_number(1, 1 << 30))
      ->group("");
  run_command->footer(
      "What you have not written yet is lent, and the page says so. Pages 0, 2 and 3 ask for Q4, Q10 and "
      "Q16 first.");
  run_command->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
