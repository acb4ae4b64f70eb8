#pragma once

#include <atomic>
#include <set>
#include <shared_mutex>
#include <string>

#include "grade/graded.hpp"
#include "grade/intake.hpp"

namespace lab {

/// What all submissions of an assignment are graded with.
struct assignment {
  toolchain tools;    ///< with the rung of the sandbox that is demanded
  std::string stubs;  ///< exercises/ as students get it: a file that equals its stub is not compiled
  std::string key;    ///< the course's secret
  int seconds = 10;   ///< for one call of a student's function
  std::string work;   ///< an empty folder of its own; empty: one is made, and removed in the end
  given_marks marks;  ///< what instructors gave for answers
};

/// Grades submissions, several at once if asked to from several threads.
class grader {
 public:
  /// Throws, in one line, where the lab or the sandbox is not as it has to be.
  explicit grader(const assignment& given);
  ~grader();
  grader(const grader&) = delete;
  grader& operator=(const grader&) = delete;

  const std::set<std::string>& wanted() const { return wanted_; }

  /// What is known before anything is compiled: name, hash, rung, versions, remarks.
  graded begin(const std::string& name, const intake& taken);
  /// Compiles, asks, scores. Whatever a submission does becomes a verdict; where the grader itself fails, `trouble`.
  void finish(graded& one, const intake& taken, const std::atomic<bool>& stop);

 private:
  void judge(graded& one, const intake& taken, const std::string& folder, const std::atomic<bool>& stop);
  std::vector<test_result> run(const graded& one, const std::string& folder, const std::vector<std::string>& ids,
                               const std::atomic<bool>& stop) const;

  assignment given_;
  manifest all_;
  int version_ = 0;
  std::string compiler_, judge_, course_;
  std::set<std::string> wanted_;
  bool own_work_ = false;
  std::atomic<unsigned> count_{0};
  std::shared_mutex together_;  // a case that took too long is run again while nothing else runs
};

}  // namespace lab
