#include "judge/built_here.hpp"

namespace lab::built_here {

std::string root() { return LAB_ROOT; }
std::string binaries() { return LAB_BINARY_FOLDER; }
std::string compiler() { return LAB_COMPILER; }
std::string eigen() { return LAB_EIGEN_FOLDER; }

}  // namespace lab::built_here
