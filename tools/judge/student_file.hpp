#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/toolchain.hpp"
#include "messages/compile_errors.hpp"

namespace lab {

/// Compiles a student's file and links its worker by this command. What came of it goes into <out>/<group>, .error and
/// .warning. Returns the files that decided it; nothing where the next time may end otherwise (no memory, no time, no
/// disk, an error that lies in no file of the student's).
std::optional<std::vector<std::string>> compile_student_file(const toolchain& tools, const group_build& build,
                                                             compiled_file about, std::vector<std::string> command);

}  // namespace lab
