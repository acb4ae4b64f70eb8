#pragma once

#include <vector>

#include "judge/driver.hpp"
#include "lab/course/course.hpp"

namespace sfumato::lab {

/// Where 2.1 has just passed: what it makes of a noisy digit with the shipped model, in the terminal. Nothing
/// elsewhere, or where there is no model.
void first_look(const course& of, const std::vector<::lab::test_result>& results);

}  // namespace sfumato::lab
