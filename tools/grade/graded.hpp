#pragma once

#include <string>
#include <vector>

#include "grade/written_answers.hpp"
#include "judge/driver.hpp"

namespace lab {

/// The verdict on one exercise of a submission, and the points that it earns.
struct graded_exercise : test_result {
  double earned = 0;
  bool tried_again = false;  ///< its time was up at first, and it was run once more, alone
};

/// Whose work it is, and what lists of a course know them by: a user's number, a mail address.
struct person {
  std::string name;
  std::vector<std::string> keys;
};

/// A submission with all that is said of it. It is the same each time, apart from `seconds`.
struct graded {
  std::string name;  ///< of its folder among the results
  std::string hash;  ///< of the exercise files
  std::string rung;  ///< of the sandbox
  std::string compiler;
  int version = 0;     ///< of the assignment
  std::string course;  ///< tells one course key from another, without giving it away
  int seconds_a_call = 0;
  std::string judge;  ///< the fingerprint of the program that asked
  std::vector<person> people;
  std::vector<std::string> pictures;  ///< what they were called; see picture_file
  std::vector<std::string> remarks;
  std::vector<graded_exercise> exercises;
  std::vector<written_answer> answers;
  std::string trouble;  ///< why it could not be graded, which a person has to see to; empty: it was
  double seconds = 0;
  unsigned number = 0;  ///< among those that this grader began

  /// For exercises, and for the questions of which any answer has a mark.
  double earned() const;
  int max_points() const;
  /// Whether both are verdicts, or the begin of one, on the same work under the same conditions.
  bool made_like(const graded& other) const;
  std::string shown() const;  ///< its people, or its name
};

/// The name of a picture among the results of a submission, from 0.
std::string picture_file(std::size_t i);

/// Points for a verdict: all of them where it passed; where at least half of its tests passed, the first among them,
/// that part of them, rounded down to a quarter of a point; else none. The first test of a suite draws what the formula
/// is for; the others look at its edges, which earn beside it and not instead of it.
double points_for(const test_result& result);

/// Our own JSON, by which a run that was interrupted goes on: {format: "sfumato-grade", format_version, name, ...}.
std::string to_own_json(const graded& one);
/// Throws nlohmann's exceptions where the text is something else.
graded from_own_json(const std::string& text);

/// Gradescope's results.json: score, tests with number, name, points, status and what is said; questions with a mark.
std::string to_gradescope(const graded& one);

/// JUnit XML: a test case an exercise.
std::string to_junit(const graded& one);

/// A line a submission, a column an exercise, then one for each question with marks (RFC 4180).
std::string to_csv(const std::vector<graded>& all);

/// One page over a class: how the points lie, which exercise fails most, which mistakes were known, who needs a look.
/// It links to the page of each submission in the folder of its name.
std::string to_overview(const std::vector<graded>& all);

}  // namespace lab
