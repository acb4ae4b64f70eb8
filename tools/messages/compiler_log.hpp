#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lab {

/// One thing that a compiler says, with its place.
struct diagnostic {
  std::string file, severity, words;
  int line = 0, column = 0;
  std::string before, source;  // the line of code that it quotes, up to the place that it means, and from there

  /// Whether its place is the first of a line, so that what is missing is missing at the end of the line above.
  bool begins_line() const { return before.find_first_not_of(" \t") == std::string::npos; }
};

/// What g++ or clang++ printed, with the diagnostics in it.
struct compiler_log {
  explicit compiler_log(const std::string& output);

  /// The first line that belongs to diagnostic i: g++ tells where a template was used before what is wrong with it.
  std::size_t first_line(std::size_t i) const;
  /// The line behind the last one of diagnostic i: of its notes, in which clang++ tells where a template was used.
  std::size_t end_line(std::size_t i) const;
  bool is_diagnostic(std::size_t line) const;

  std::vector<std::string> lines;
  std::vector<diagnostic> all;
  std::vector<std::size_t> at;  // the line of each
};

}  // namespace lab
