#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "grade/graded.hpp"

namespace lab {

/// A submission that was just done with, among all.
struct step {
  const graded& one;
  bool kept = false;  ///< as an earlier run left it
  std::size_t done = 0, all = 0;
  std::optional<double> seconds_left;
};

/// "[3/30] anna: 75 of 212 points, 4 min left": one line of ASCII, whatever a submission is called.
std::string line_of(const step& now);

/// "[=====     ] 3/30, 4 min left", not wider than that.
std::string bar_of(std::size_t done, std::size_t all, std::optional<double> seconds_left, std::size_t width);

/// Whether a line should stay on the screen, rather than pass by with the bar.
bool is_worth_keeping(const step& now);

}  // namespace lab
