#pragma once

#include <string>

namespace lab {

/// What the compiler's words mean for a beginner, in one sentence or two; empty where the mistake is no common one.
std::string translate(const std::string& compilers_words);

}  // namespace lab
