#pragma once

#include <string>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"

namespace sfumato::lab {

/// Throws (config) where a module's page shows the answer to a question that some of the group have not predicted yet:
/// a prediction is worth something only as long as the result is not known. The manifest says which question gates
/// what.
void require_prediction(const course& of, const course_record& record, const std::string& module);

}  // namespace sfumato::lab
