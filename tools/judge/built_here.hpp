#pragma once

#include <string>

/// Where this program was built, and with what. Known to one file, so that all others compile alike in every clone.
namespace lab::built_here {

std::string root();      // the repository
std::string binaries();  // the build folder
std::string compiler();
std::string eigen();

}  // namespace lab::built_here
