#pragma once

#include <string>

namespace lab {

/// The compiler's words with Eigen's types named as the lab names them (image, curve), or called an Eigen expression;
/// never longer than a few lines.
std::string shortened(const std::string& compilers_words);

}  // namespace lab
