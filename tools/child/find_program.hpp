#pragma once

#include <string>

namespace lab::child {

/// Where PATH leads for this name; a path stays as it is. Empty: there is no such program.
std::string find_program(const std::string& name);

}  // namespace lab::child
