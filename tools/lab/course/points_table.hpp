#pragma once

#include <string>
#include <vector>

#include "lab/course/answers.hpp"

namespace sfumato::lab {

/// For each module the points of its exercises as this machine's tests gave them, and how many questions are answered.
/// An exercise that was edited since its last test counts as not passed.
std::string points_table(const course& of, const course_record& record, const std::vector<answer>& answers);

}  // namespace sfumato::lab
