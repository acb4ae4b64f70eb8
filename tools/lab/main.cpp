#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "keep_memory.hpp"
#include "lab/commands/command.hpp"
#include "lab/course/map.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/version.hpp"

namespace {

constexpr int failed = 1, misused = 2;

int complain(const std::string& where, const std::string& message, int status) {
  std::fprintf(stderr, "%s: %s\n", where.c_str(), message.c_str());
  return status;
}

/// "lab train" where train was asked for.
std::string name_of(const CLI::App& app) {
  std::string name = app.get_name();
  for (const CLI::App* command : app.get_subcommands()) name += " " + name_of(*command);
  return name;
}

/// What to say of the first argument that no command knows.
std::string about_unknown(const CLI::App& app, const std::string& argument) {
  const char* kind = argument.rfind('-', 0) == 0 ? "option" : app.get_subcommands().empty() ? "command" : "argument";
  return sfumato::join("unknown ", kind, " ", argument, "; \"./", name_of(app), " --help\" lists what there is");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace sfumato::lab;
  ::lab::keep_freed_memory();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow: an error of write(), as with a full disk
  CLI::App app(
      "Digits emerge from noise: write the formulas of a diffusion model, train small models, sample from them.",
      "lab");
  app.set_version_flag("--version", "sfumato " SFUMATO_VERSION);
  app.set_help_flag("-h,--help", "this text; \"./lab COMMAND --help\" for a command");
  app.require_subcommand(0, 1);
  action chosen;
  for (const auto add : {add_test, add_watch, add_hint, add_reset, add_show, add_run, add_predict, add_group,
                         add_answers, add_submit, add_new, add_stubs})
    add(app, chosen);
  add_demo(app, chosen);
  add_train(app, chosen);
  add_sample(app, chosen);
  add_forward(app, chosen);
  add_data(app, chosen);
  add_gallery(app, chosen);
  app.add_subcommand("doctor", "what this machine has and lacks (done by the ./lab script)");
  app.add_subcommand("selftest", "build and run all tests (done by the ./lab script)");
  app.footer("Without a command: the map of the course. \"./lab COMMAND --help\" says more.");
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) command->allow_extras();
  app.allow_extras();

  std::string name = "lab";
  try {
    app.parse(argc, argv);
    name = name_of(app);
    const std::vector<std::string> unknown = app.remaining(true);
    if (!unknown.empty()) return complain(name, about_unknown(app, unknown.front()), misused);
    if (!chosen && !app.get_subcommands().empty()) return complain(name, "the ./lab script does this", misused);
    if (chosen) return chosen();
    show_map();
    return 0;
  } catch (const CLI::Success& e) {  // --help, --version
    return app.exit(e);
  } catch (const CLI::ArgumentMismatch& e) {  // "--epochs: 1 required N missing"
    const std::string what = e.what();
    return complain(name_of(app), what.substr(0, what.find(':')) + ": expected a value, got none", misused);
  } catch (const CLI::ParseError& e) {
    return complain(name_of(app), sfumato::join(e.what(), "; see \"./", name_of(app), " --help\""), misused);
  } catch (const std::bad_alloc&) {
    return complain(name, "out of memory; try a smaller --batch or --count", failed);
  } catch (const std::exception& e) {
    return complain(name, e.what(), failed);
  }
}
