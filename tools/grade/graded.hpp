#pragma once

#include <string>
#include <vector>

#include "judge/driver.hpp"

namespace lab {

/// The verdict on one exercise of a submission, and the points that it earns.
struct graded_exercise : test_result {
  double earned = 0;
  bool tried_again = false;  ///< its time was up at first, and it was run once more, alone
};

/// A submission with all that is said of it. It is the same each time, apart from `seconds`.
struct graded {
  std::string name;  ///< of its folder among the results
  std::string hash;  ///< of the exercise files
  std::string rung;  ///< of the sandbox
  std::string compiler;
  int version = 0;  ///< of the assignment
  std::vector<std::string> remarks;
  std::vector<graded_exercise> exercises;
  std::string trouble;  ///< why it could not be graded, which a person has to see to; empty: it was
  double seconds = 0;
  unsigned number = 0;  ///< among those that this grader began

  double earned() const;
  int max_points() const;
};

/// Points for a verdict: all of them where it passed; where at least half of its tests passed, that part of them,
/// rounded down to a quarter of a point; else none.
double points_for(const test_result& result);

/// Our own JSON, by which a run that was interrupted goes on: {format: "sfumato-grade", format_version, name, ...}.
std::string to_own_json(const graded& one);
/// Throws nlohmann's exceptions where the text is something else.
graded from_own_json(const std::string& text);

/// Gradescope's results.json: score, tests with number, name, points, status and what is said.
std::string to_gradescope(const graded& one);

/// JUnit XML: a test case an exercise.
std::string to_junit(const graded& one);

/// A line a submission, a column an exercise (RFC 4180).
std::string to_csv(const std::vector<graded>& all);

/// One page over a class: how the points lie, which exercise fails most, which mistakes were known, who needs a look.
std::string to_overview(const std::vector<graded>& all);

}  // namespace lab
