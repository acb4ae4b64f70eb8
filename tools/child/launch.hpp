#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "child/request.hpp"

namespace lab::child {

/// What exec takes, made before the fork: after it only calls are safe that allocate nothing.
struct launch {
  explicit launch(const request& asked);
  launch(const launch&) = delete;
  launch& operator=(const launch&) = delete;

  /// Returns where it cannot be started.
  void start() const;

  std::string path;
  std::vector<std::string> words, settings;
  std::vector<char*> arguments, variables;
  std::size_t others = 0;  // threads that the limit of processes has to leave room for

 private:
  bool is_set(const std::string& ours) const;
};

/// The last steps of a forked process: its limits (if it has any), its files, its folder, in a sandbox the user that it
/// becomes; then it is the program. Ends with 127 where one of them cannot be taken.
[[noreturn]] void enter(const request& asked, const launch& program, bool limited);

/// Closes every file from this number on except one, or marks all of them to be closed when a program starts.
void close_from(unsigned first, int except);
void close_on_exec_from(unsigned first);

/// In a sandbox where we are root, each process that is started has a user of its own: its number belongs to no one
/// else while the process lives.
unsigned user_of(pid_t id);

}  // namespace lab::child
