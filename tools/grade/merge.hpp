#pragma once

#include <string>
#include <vector>

#include "grade/graded.hpp"

namespace lab {

/// What merging takes beside the parts.
struct merging {
  given_marks marks;       ///< of the whole class, in the place of those in its parts
  bool anonymous = false;  ///< pages of answers hold no names
};

/// Brings together what several runs made of parts of a class, each a folder that `--out` named, and writes it to `out`
/// as one run over all would have: byte for byte, but for the `timing` in each grade.json. Verdicts are taken over,
/// pages and reports made anew. Throws, in one line, where a folder holds no results, where two hold different verdicts
/// under one name, or where parts were made with another key, version, rung, compiler or time.
std::vector<graded> merge_results(const std::vector<std::string>& parts, const std::string& out,
                                  const merging& how = {});

}  // namespace lab
