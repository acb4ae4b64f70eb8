#pragma once

#include <string>
#include <vector>

namespace sfumato::lab {

/// One exercise of a file: from its line "/// Exercise 1.2: ..." up to the next such line.
struct exercise_text {
  std::string id;  ///< empty: what stands before the first
  std::string text;
};

std::vector<exercise_text> split_exercises(const std::string& file);

/// The file with this exercise as it is in the stub, the others as they are. Where the student's file has no such
/// exercise, or has it twice, the whole stub.
std::string with_stub_of(const std::string& id, const std::string& students_file, const std::string& stub);

/// The function as the solution has it, without comments above it and without markers; empty where there is none.
std::string solution_text(const std::string& id, const std::string& solution);

}  // namespace sfumato::lab
