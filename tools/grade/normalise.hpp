#pragma once

#include <string>
#include <vector>

namespace lab {

/// A text file as compilers and hashes want it.
struct normalised {
  std::string text;                  ///< UTF-8, lines ending with \n, no byte order mark
  std::vector<std::string> changes;  ///< what was changed: "was saved as UTF-16"
  std::string refused;               ///< why it is no text; empty: it is
};

/// The same work saved by another editor gives the same bytes.
normalised normalise(const std::string& bytes);

}  // namespace lab
