#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato::lab {

/// What a child process said, and how it ended: its exit status, 128 + n for signal n, 127 where it cannot be started.
struct process_result {
  int status = 127;
  std::string output, errors;
};

/// Runs a program found in PATH with the text as its input and waits for it. while_running is called about ten times a
/// second; false ends the child.
process_result run_process(const std::vector<std::string>& command, std::string_view input = {},
                           const std::function<bool()>& while_running = {});

/// Starts a program and does not wait for it; its output goes nowhere.
void start_process(const std::vector<std::string>& command);

bool program_exists(std::string_view name);

}  // namespace sfumato::lab
