#pragma once

#include <string>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

/// The modules with their exercises, what the last tests said, points, minutes, and what is next.
std::string map_text(const course& of, const course_record& record, const terminal& shown_on);

/// Prints it for the course that this program was built in.
void show_map();

}  // namespace sfumato::lab
