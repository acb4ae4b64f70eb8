#pragma once

#include <string>
#include <vector>

#include "lab/student/functions.hpp"

namespace sfumato::lab::report {

/// Whose functions drew what stands above: the group's own, passed or not, and those that were lent, with the reason.
std::string drawn_with(const std::vector<hand>& hands);

/// What the group predicted, each member's last word. Empty where nobody did.
std::string predictions(const course_record& record, const std::string& question);

/// A few lines set apart.
std::string note(std::string_view html);

}  // namespace sfumato::lab::report
