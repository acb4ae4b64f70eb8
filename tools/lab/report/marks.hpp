#pragma once

#include <string>
#include <vector>

#include "lab/student/functions.hpp"

namespace sfumato::lab::report {

/// Whose functions drew what stands above: the group's own, passed or not, and those that were lent, with the reason.
std::string drawn_with(const std::vector<used_function>& used);

/// Part of drawn_with's text where an exercise takes part, by its id.
std::string mark_of(const std::string& exercise);

/// A page's text with the marks of drawn_with as they are now: tests may have passed since.
std::string settled(const std::string& html, const course_record& now);

/// What the group predicted, each member's last word. Empty where nobody did.
std::string predictions(const course_record& record, const std::string& question);

/// A few lines set apart.
std::string note(std::string_view html);

}  // namespace sfumato::lab::report
