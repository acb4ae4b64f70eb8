#pragma once

#include <cstdint>

#include "judge/manifest.hpp"
#include "judge/toolchain.hpp"
#include "judge/verdict.hpp"

namespace lab {

struct test_request {
  std::string tree;                         // exercises/, solutions/, or a student's copy
  std::string out;                          // where workers are built and kept
  std::vector<std::string> selection = {};  // modules and ids; empty: everything
  std::uint64_t seed = 1;
  int deadline = 3;        // seconds a call; in a sandbox of computing
  std::string wrong = {};  // "function/variant": workers answer with it (from groups built with their wrong variants)
  bool with_wrong_variants = false;
  bool each_test = false;       // tests of a suite are judged one by one, also after one has failed
  bool prove_formulas = false;  // the formulas of the exercises are compared with what right code gives
  std::string shared = {};      // where that is kept which is the same for every tree; empty: in `out` too
};

struct test_result {
  std::string id, title, group, status, message, mistake, printed;
  std::string waits_for;  // another exercise of the same file, whose part holds the error for which nothing compiles
  int points = 0, max_points = 0;
  int tests = 0, tests_passed = 0;  // of its suite
  bool first_test_passed = false;   // that of the formula itself
  bool passed() const { return status == "passed"; }
};

/// `lab test`: compiles what changed, asks the judge, returns its verdicts in the manifest's order. Throws
/// sfumato::error where the lab itself is broken (no compiler, no judge): whatever a student's code does is a verdict.
std::vector<test_result> run_tests(const toolchain& tools, const test_request& request);

/// The exercises that a selection names: those that have tests, and each that is named by its own id.
std::vector<const manifest_exercise*> chosen_exercises(const manifest& all, const std::vector<std::string>& selection);

/// What a judge wrote about them with --json.
std::vector<test_result> results_of(const std::vector<const manifest_exercise*>& chosen, const std::string& report);

/// One verdict that no judge had to be asked for.
test_result verdict_on(const manifest_exercise& exercise, status what, const std::string& message);

/// Where the error that a compile_error speaks of lies in the part of another exercise, its message says so instead.
void point_to_culprit(const std::string& tree, test_result& result);

/// The verdicts as JSON: {version, exercises: [{id, status, points, max_points, message, ...}]}.
std::string to_json(const std::vector<test_result>& results);

}  // namespace lab
