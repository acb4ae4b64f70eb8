#pragma once

#include <string>
#include <vector>

namespace lab {

/// How a program ended: its exit status, 128 + n for signal n, 124 where it was stopped for taking too long.
struct command_end {
  int status = 127;
  bool succeeded() const { return status == 0; }
};

/// Runs a program (found in PATH), all it prints going into a log file. It speaks English, is
/// stopped after so many seconds, and no file that it writes grows beyond 256 MB.
command_end run_command(const std::vector<std::string>& words, const std::string& log, double seconds);

}  // namespace lab
