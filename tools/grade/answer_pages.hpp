#pragma once

#include <string>
#include <vector>

#include "grade/graded.hpp"

namespace lab {

/// The folder of these pages below that of a class, and the table in which marks are entered.
inline constexpr const char* answers_folder = "answers";
inline constexpr const char* marks_file = "answers/marks.csv";
inline constexpr const char* marks_before_file = "answers/marks.before.csv";  ///< as it was, where it is written anew

/// The questions to which anybody wrote something, in order.
std::vector<std::string> questions_answered(const std::vector<graded>& all);

/// One page a question, for reading side by side: all answers, ordered by code, so that nobody is always the first. It
/// holds no names where `anonymous`.
std::string to_answers_page(const std::string& question, const std::vector<graded>& all, bool anonymous);

/// A line a submission, a column a question, with the marks given so far: to be filled in and read again.
std::string to_marks_table(const std::vector<graded>& all, bool anonymous);

}  // namespace lab
