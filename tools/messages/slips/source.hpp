#pragma once

#include <string>
#include <vector>

#include "messages/parts.hpp"

namespace lab {

/// A line of code without its comments and texts, so that only code is read.
struct source_line {
  int number = 0;
  std::string code;
};

std::vector<source_line> source_lines(const std::string& code, const line_range& range);

/// A function of an exercise: its parameters, and the lines between its curly brackets.
struct source_function {
  std::string name;
  std::vector<std::string> parameters, types;  // types as written: "const image&"
  std::vector<source_line> body;

  /// How often a word stands in the body.
  int mentions(const std::string& word) const;
};

std::vector<source_function> functions_in(const std::vector<source_line>& lines);

/// How often a word stands in a text, as a whole word.
int mentions(const std::string& text, const std::string& word);

}  // namespace lab
