#pragma once

#include <string>

#include "judge/toolchain.hpp"

// A worker is linked from two halves, so that saving a file compiles only the first: the student's functions, and the
// server that answers the judge with them.
namespace lab {

/// The student's file, and a pointer to each function that the registry names.
std::string functions_text(const group_build& build, const std::string& registry);

/// The program that calls through these pointers; with known-wrong variants in it where the build asks for them.
std::string server_text(const toolchain& tools, const group_build& build, const std::string& registry);

}  // namespace lab
