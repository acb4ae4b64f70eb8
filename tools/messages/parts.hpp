#pragma once

#include <string>

namespace lab {

/// The exercise in whose part of the file this line lies, or in whose part a curly bracket further up does not pair:
/// what such a bracket breaks is reported later than where it stands. Empty: above the first exercise, or line 0.
std::string exercise_at(const std::string& code, int line);

/// The line of a curly bracket that is never closed; 0 where they all pair, or one is closed too often.
int line_of_open_bracket(const std::string& code);

/// Whether a function ends in this line and yet another } follows before anything is opened again.
bool ends_too_early(const std::string& code, int line);

/// Lines of the part of one exercise, counted from 1, both included; the whole file where it has no such part.
struct line_range {
  int first = 1, last = 1 << 30;
  bool holds(int line) const { return first <= line && line <= last; }
};
line_range lines_of(const std::string& code, const std::string& exercise);

}  // namespace lab
