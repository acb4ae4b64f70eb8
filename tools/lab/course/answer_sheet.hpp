#pragma once

#include <string>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"

namespace sfumato::lab {

/// A page to print: names, points, and for each module the pictures that `lab run` kept, the questions with the answers
/// of exercises/answers.md and the predictions beside them; at the end how sure everybody is. It needs nothing but
/// itself. Throws (io) where answers.md is missing.
std::string answer_sheet(const course& of, const course_record& record);

}  // namespace sfumato::lab
