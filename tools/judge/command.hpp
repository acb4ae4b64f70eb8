#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lab {

/// How a program ended: its exit status, 128 + n for signal n, 124 where it was stopped for taking too long.
struct command_end {
  int status = 127;
  bool succeeded() const { return status == 0; }
};

/// What a program may use.
struct command_limits {
  double seconds = 60;
  std::size_t memory = 0;  ///< bytes; 0: all there is
  int keep_open = -1;      ///< a file of ours that it gets, under the same number
};

/// Runs a program (found in PATH), all it prints going into a log file. It speaks English, is stopped after so many
/// seconds and when we end, and no file that it writes grows beyond 256 MB.
command_end run_command(const std::vector<std::string>& words, const std::string& log, const command_limits& allowed);

}  // namespace lab
