#pragma once

#include <string>
#include <vector>

namespace lab {

/// Slips that compile but are seldom meant, as sentences with line numbers: 1/2, `auto` for an expression of arrays.
std::vector<std::string> slips_in(const std::string& code);

}  // namespace lab
