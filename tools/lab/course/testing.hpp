#pragma once

#include <string>
#include <vector>

#include "judge/driver.hpp"
#include "lab/course/course.hpp"
#include "lab/course/record.hpp"

namespace sfumato::lab {

/// The first exercise that has tests and has not passed in its present form: of the core, then homework, then stretch.
/// null: everything passes.
const exercise* next_exercise(const course& of, const course_record& record);

/// The exercise that this names: "" the next one, "1.2" itself, of a pair or module the first that has not passed.
const exercise& one_exercise(const course& of, const course_record& record, const std::string& word);

/// Of the exercise's own part of its file: others in the same file may change.
std::string hash_of_exercise(const course& of, const exercise& one);

/// Whether the exercise's text changed since it was tested.
bool edited_since(const course& of, const exercise& one, const exercise_record& record);

/// Throws (config), saying why, where what a word names has no tests.
void require_tests(const course& of, const std::string& word);

/// Tests what the words name (nothing: everything that has tests) in a tree. What the group's own tree gives is
/// remembered.
std::vector<::lab::test_result> test_exercises(const course& of, const std::vector<std::string>& words,
                                               const std::filesystem::path& tree, std::uint64_t seed = 1);

/// Verdicts for people, on stdout. brief: of exercises that are still to be written only the name.
void print_results(const course& of, const std::vector<::lab::test_result>& results, bool brief);

/// "does not compile" for compile_error.
std::string status_in_words(const std::string& status);

}  // namespace sfumato::lab
