#pragma once

#include <any>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "judge/exercise_info.hpp"
#include "judge/worker_process.hpp"

namespace lab {

struct settings {
  std::string workers;  // folder of the compiled groups: <workers>/<group>, or <group>.error where one does not compile
  std::uint64_t seed = 1;
  std::string wrong;            // for proving the suites: "function/variant" that workers answer with
  bool prove_formulas = false;  // for proving the suites: each formula must give what the right code gives
  lab::limits limits;
  bool each_test = false;  // for partial credit: what is wrong in one test of a suite does not end the others
};

/// One run of the judge: its settings, its workers, its verdicts.
class session {
 public:
  lab::settings settings;

  /// Calls into the group's worker, starting one where none runs. From within a callback another one answers, as the
  /// first is busy waiting.
  worker_process::reply call(const exercise_info& exercise, const std::string& payload,
                             const std::vector<worker_process::callback>& callbacks);
  /// Every test starts with fresh workers.
  void end_test() { workers_.clear(); }
  /// Gives up the worker that would answer now: the next call gets a fresh one.
  void retire(const exercise_info& exercise);
  std::string printed(const exercise_info& exercise) const;

  /// Notes the first thing that is wrong with the exercise whose suite is running, and fails the test.
  void fail(verdict why);
  /// Whether the exercise whose suite is running has failed already; where each test counts, whether this test has, or
  /// one before it took all of its time.
  bool over() const;
  void forget() {
    failures_.clear();
    failed_tests_.clear();
  }
  const std::map<std::string, verdict>& failures() const { return failures_; }

  /// The test that is running: suite, which bears the name of the exercise function, and test.
  std::pair<std::string, std::string> running;
  /// In the in-process judge: the student's functions by name, as std::function.
  std::map<std::string, std::any> linked;

 private:
  std::map<std::pair<std::string, int>, std::unique_ptr<worker_process>> workers_;  // by group, and calls around it
  std::map<std::string, int> calls_under_way_;
  std::map<std::string, verdict> failures_;
  std::set<std::string> failed_tests_;
};

session& the_session();

std::string running_suite();
std::string running_test();

}  // namespace lab
