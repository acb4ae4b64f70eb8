#include "judge/driver.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "child/run.hpp"
#include "child/sandbox.hpp"
#include "judge/second_look.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;
using sfumato::error_kind;
using sfumato::fail;

// Of a worker in a sandbox.
// There a call's time is counted in what it computes; the clock on the wall, which other programs slow down, ends only
// who waits.
constexpr int patience = 4;
constexpr std::size_t worker_processes = 8, worker_memory = std::size_t{1} << 30;

}  // namespace

std::vector<const manifest_exercise*> chosen_exercises(const manifest& all, const std::vector<std::string>& selection) {
  std::vector<const manifest_exercise*> chosen;
  for (const std::string& word : selection.empty() ? std::vector<std::string>{""} : selection)
    for (const auto* exercise : all.select(word))
      if ((exercise->complete || same_id(word, exercise->id)) &&
          std::find(chosen.begin(), chosen.end(), exercise) == chosen.end())
        chosen.push_back(exercise);
  return chosen;
}

test_result verdict_on(const manifest_exercise& exercise, status what, const std::string& message) {
  test_result result;
  result.id = exercise.id;
  result.title = exercise.title;
  result.group = exercise.group();
  result.status = to_string(what);
  result.message = message;
  result.max_points = exercise.points;
  return result;
}

std::vector<test_result> results_of(const std::vector<const manifest_exercise*>& chosen, const std::string& report) {
  std::vector<test_result> results;
  const json document = json::parse(report);
  for (const json& entry : document.at("exercises")) {
    const std::string id = entry.at("id");
    const auto exercise = std::find_if(chosen.begin(), chosen.end(), [&](const auto* e) { return e->id == id; });
    if (exercise == chosen.end()) continue;
    test_result result = verdict_on(**exercise, status::passed, entry.at("message"));
    result.status = entry.at("status");
    result.mistake = entry.value("mistake", "");
    result.printed = entry.value("printed", "");
    result.tests = entry.value("tests", 0);
    result.tests_passed = entry.value("tests_passed", 0);
    result.first_test_passed = entry.value("first_test_passed", false);
    result.points = result.passed() ? (*exercise)->points : 0;
    results.push_back(std::move(result));
  }
  return results;
}

namespace {

/// One run of the judge over some exercises; nothing where it did not come to its own end. It reports into a file
/// without a name.
std::optional<std::vector<test_result>> judged(const toolchain& tools, const test_request& request,
                                               const std::vector<const manifest_exercise*>& chosen, double seconds) {
  std::string ids;
  for (const auto* exercise : chosen) ids += (ids.empty() ? "" : ",") + exercise->id;
  const std::string log = text(request.out, "/judge-", getpid(), ".log");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> report(std::tmpfile(), std::fclose);
  if (!report) fail(error_kind::io, "the judge: no temporary file for its report; is the disk full?");
  const int number = fileno(report.get());
  const bool sandboxed = tools.confined.on != child::rung::none;
  std::vector<std::string> command = {tools.judge,
                                      "--workers",
                                      request.out,
                                      "--manifest",
                                      tools.manifest,
                                      "--only",
                                      ids,
                                      "--report",
                                      text(number),
                                      "--seed",
                                      text(request.seed),
                                      "--deadline",
                                      text(sandboxed ? patience * request.deadline : request.deadline)};
  if (sandboxed) {
    const auto with = [&](const char* flag, const std::string& value) { command.insert(command.end(), {flag, value}); };
    with("--sandbox", std::string(child::to_string(tools.confined.on)));
    with("--group", text(tools.confined.group));
    with("--cpu", text(request.deadline));
    with("--processes", text(worker_processes));
    with("--memory", text(worker_memory));
  }
  if (request.each_test) command.push_back("--each-test");
  if (request.prove_formulas) command.push_back("--prove-formulas");
  if (!request.wrong.empty()) command.insert(command.end(), {"--wrong", request.wrong});
  const child::ending end = child::run({.command = command,
                                        .files = {{number, number}},
                                        .log = log,
                                        .seconds = seconds,
                                        .while_running = tools.going_on});
  if (end.code == 2 || end.code == 127)
    fail(error_kind::config, tools.judge, ": ended with ", end.code, " and without a verdict; its words are in ", log);
  fs::remove(log);
  if (end.signal != 0 || end.timed_out || end.code > 1) return {};
  std::rewind(report.get());
  std::string words(std::size_t{1} << 16, '\0'), all;
  while (const std::size_t count = std::fread(words.data(), 1, words.size(), report.get())) all.append(words, 0, count);
  try {
    auto results = results_of(chosen, all);
    if (results.size() == chosen.size()) return results;
  } catch (const json::exception&) {
  }
  return {};
}

/// One exercise may take the judge with it, by a signal for example; then each of the others is tested alone.
std::vector<test_result> judged_in_any_case(const toolchain& tools, const test_request& request,
                                            const std::vector<const manifest_exercise*>& chosen) {
  constexpr double for_all = 600, for_one = 120;
  if (auto results = judged(tools, request, chosen, for_all)) return *results;
  std::vector<test_result> all;
  for (const auto* exercise : chosen) {
    auto alone = chosen.size() > 1 ? judged(tools, request, {exercise}, for_one) : std::nullopt;
    all.push_back(alone ? alone->front()
                        : verdict_on(*exercise, status::crashed,
                                     "Your code ended or stopped the judge itself, so there is no verdict on it."));
  }
  return all;
}

}  // namespace

std::vector<test_result> run_tests(const toolchain& tools, const test_request& request) {
  const manifest all = read_manifest(tools.manifest);
  const auto chosen = chosen_exercises(all, request.selection);
  std::vector<group_build> builds;
  std::set<std::string> groups;
  for (const auto* exercise : chosen) {
    if (groups.insert(exercise->group()).second)
      builds.push_back({request.tree, exercise->group(), request.out, request.with_wrong_variants, request.shared});
  }
  fs::create_directories(request.out);
  build_workers(tools, builds);

  std::vector<test_result> results = judged_in_any_case(tools, request, chosen);
  for (test_result& result : results) {
    const bool wrong_code = !result.passed() && result.status != "not_implemented" && result.status != "compile_error";
    if (wrong_code) result.message += second_look(request, result);
    if (result.status == "compile_error") point_to_culprit(request.tree, result);
  }
  return results;
}

std::string to_json(const std::vector<test_result>& results) {
  json report{{"version", 1}, {"exercises", json::array()}};
  for (const test_result& result : results) {
    json entry{{"id", result.id},
               {"status", result.status},
               {"points", result.points},
               {"max_points", result.max_points},
               {"message", result.message}};
    if (!result.mistake.empty()) entry["mistake"] = result.mistake;
    if (!result.printed.empty()) entry["printed"] = result.printed;
    report["exercises"].push_back(std::move(entry));
  }
  return report.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace lab
