#pragma once

#include <string>
#include <vector>

#include "sfumato/core/view.hpp"

namespace sfumato::lab::report {

/// Pictures in a row, with a few words at its left.
struct picture_strip {
  std::string label;
  view<const float> images;  ///< (N,H,W,C)
};

/// Rows whose columns belong together: the same moment, the same seed, the same digit. At most 10 columns fit a page.
/// words: one a column, below or (for none) left out; over: what they are words of, at their left. alt describes one
/// picture; row and column are appended.
std::string rows(const std::vector<picture_strip>& all, const std::vector<std::string>& words, const std::string& alt,
                 const std::string& over = {});

/// Large tiles, each with a smaller picture and a few words below it.
std::string stacks(const view<const float>& images, const view<const float>& below,
                   const std::vector<std::string>& words, const std::string& alt, const std::string& alt_below);

}  // namespace sfumato::lab::report
