#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "judge/manifest.hpp"

namespace lab {

/// Where a group writes its answers, beside the exercises.
inline constexpr const char* answers_file = "answers.md";

/// A question and what a submission says to it.
struct written_answer {
  std::string question, asked;  ///< "Q3", and its words
  std::string words;            ///< what was added to the page as handed out, at most 8 KB; empty: nothing
  int max_points = 0;
  bool counts = false;              ///< somebody's answer to this question has a mark
  std::optional<double> mark = {};  ///< that of this one
};

/// The answer to each question of the manifest: the lines below its heading that the page as handed out does not have
/// there, without the mark "> answer:". A heading is one only if that page has it, too.
std::vector<written_answer> read_written_answers(const std::string& page, const std::string& handed_out,
                                                 const std::vector<manifest_question>& questions);

/// What instructors gave: points by submission, then by question.
struct given_marks {
  std::map<std::string, std::map<std::string, double>> of;  ///< by code
  std::set<std::string> counted;                            ///< questions of which any answer has a mark

  /// Enters what is known of that submission.
  void enter(const std::string& submission, std::vector<written_answer>& into) const;
};

/// What a submission is called where names shall not be seen: a letter and digits that no spreadsheet takes for a
/// number.
std::string code_of(const std::string& submission);

/// Marks from a table with the columns `code` and `submission`, of which one suffices, and a column a question. Throws,
/// naming file, line and column, where a mark is no number from 0 to the question's points.
given_marks read_marks(const std::string& file, const std::string& text,
                       const std::vector<manifest_question>& questions);

}  // namespace lab
