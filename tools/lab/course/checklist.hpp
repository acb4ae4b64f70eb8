#pragma once

#include <string>
#include <vector>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"

namespace sfumato::lab {

/// One point to see to before handing in.
struct check {
  std::string what;
  std::string missing;  ///< empty: done
};

/// Names, the core exercises of each module, predictions, answers, self-ratings.
std::vector<check> checklist(const course& of, const course_record& record);

}  // namespace sfumato::lab
