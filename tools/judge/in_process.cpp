#include "judge/in_process.hpp"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <set>
#include <sstream>

#include "child/run.hpp"
#include "judge/built_here.hpp"
#include "judge/file_lock.hpp"
#include "messages/compile_errors.hpp"
#include "messages/signal_words.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using sfumato::error_kind;
using sfumato::fail;

const std::string folder = built_here::binaries();
constexpr double build_seconds = 1800;
constexpr std::size_t largest_file = std::size_t{256} << 20;

child::result run(const std::vector<std::string>& command, const std::string& log, double seconds) {
  return child::run({.command = command,
                     .environment = {"LC_ALL=C"},
                     .allowed = {.file_size = largest_file},
                     .log = log,
                     .seconds = seconds});
}

/// The value that the build folder was configured with.
std::string configured(const std::string& name) {
  std::istringstream cache(read_text(folder + "/CMakeCache.txt"));
  for (std::string line; std::getline(cache, line);)
    if (line.rfind(name + ":", 0) == 0) return line.substr(line.find('=') + 1);
  return "";
}

/// What the build said about one file, from "FAILED: ...file.o" on.
std::string said_about(const std::string& log, const std::string& object) {
  std::istringstream lines(log);
  std::string said;
  bool about = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("FAILED: ", 0) == 0) about = line.find(object) != std::string::npos;
    if (line.rfind("[", 0) == 0) about = false;
    if (about) said += line + "\n";
  }
  return said;
}

/// As CMake makes an identifier of it, which is the file's name.
std::string object_of(const std::string& group) {
  std::string name = std::isdigit(static_cast<unsigned char>(group[0])) ? "_" + group : group;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return "in_process/" + name + ".cpp";
}

/// Builds it; returns the verdicts on what does not compile.
std::vector<test_result> build(const toolchain& tools, const std::string& tree,
                               const std::vector<const manifest_exercise*>& chosen) {
  const std::string log = folder + "/in_process.log";
  std::string groups;
  std::set<std::string> seen;
  for (const auto* exercise : chosen)
    if (seen.insert(exercise->group()).second) groups += (groups.empty() ? "" : ";") + exercise->group();
  const file_lock mine((fs::path(folder).parent_path() / ".lock").string());  // ./lab holds the same one
  if (configured("LAB_EXERCISES") != tree || configured("LAB_GROUPS") != groups) {
    const std::vector<std::string> command{"cmake", "-D", "LAB_EXERCISES=" + tree, "-D", "LAB_GROUPS=" + groups,
                                           folder};
    if (!run(command, log, build_seconds).succeeded())
      fail(error_kind::config, "cmake: cannot configure ", folder, "; its words are in ", log);
  }
  const std::vector<std::string> command{"cmake", "--build", folder, "--target", "lab-judge-in-process",
                                         "--",    "-k",      "0"};
  if (run(command, log, build_seconds).succeeded()) return {};

  const std::string words = read_text(log);
  std::vector<test_result> broken;
  for (const auto* exercise : chosen) {
    const std::string file = tree + "/" + exercise->group() + ".hpp",
                      said = said_about(words, object_of(exercise->group()));
    if (said.empty()) continue;
    const compiled_file about{file, read_text(tools.suites + "/" + exercise->group() + ".registry.hpp"),
                              exercise->group(), read_text(file), names_of(tools.manifest)};
    const auto complaint = first_complaint(said, about);
    broken.push_back(verdict_on(*exercise, status::compile_error, complaint.in_words(exercise->file)));
    point_to_culprit(tree, broken.back());
  }
  if (broken.empty()) fail(error_kind::config, "lab-judge-in-process: cannot be built; the whole log is ", log);
  return broken;
}

}  // namespace

in_process_result run_in_process(const toolchain& tools, const test_request& request, double seconds) {
  const manifest all = read_manifest(tools.manifest);
  const auto chosen = chosen_exercises(all, request.selection);
  for (const auto* exercise : chosen)
    if (const std::string file = request.tree + "/" + exercise->group() + ".hpp"; !fs::exists(file))
      fail(error_kind::io, file, ": is missing. ./lab reset puts it back");
  in_process_result done;
  done.results = build(tools, request.tree, chosen);
  if (!done.results.empty()) return done;

  std::string ids;
  for (const auto* exercise : chosen) {
    ids += (ids.empty() ? "" : ",") + exercise->id;
    done.functions.push_back(exercise->function);
  }
  done.command = {folder + "/lab-judge-in-process", "--manifest", tools.manifest, "--only", ids};
  if (request.seed != 1) done.command.insert(done.command.end(), {"--seed", text(request.seed)});
  fs::create_directories(request.out);
  const std::string stem = text(request.out, "/in-process-", getpid());
  auto command = done.command;
  command.insert(command.end(), {"--json", stem + ".json"});
  const child::ending end = run(command, stem + ".log", seconds);
  if (fs::exists(stem + ".json")) {
    done.results = results_of(chosen, read_text(stem + ".json"));
  } else if (end.timed_out) {
    done.ended = text("no end within ", seconds, " seconds");
  } else {
    done.ended = end.signal != 0 ? signal_in_words(end.signal) : text("it ended with code ", end.code);
  }
  for (const char* ending : {".json", ".log"}) fs::remove(stem + ending);
  return done;
}

}  // namespace lab
