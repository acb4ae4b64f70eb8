#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace lab {

struct limits {
  double seconds = 3;                  // for one call; what it calls back has time of its own
  std::size_t printed = 1u << 20;      // bytes on stdout and stderr together
  std::size_t memory = 2048ull << 20;  // address space, where the system can limit it
};

/// A worker that was started, and the judge's ends of its wires. Reading and writing them never waits.
struct spawned {
  pid_t pid = -1;
  int channel = -1, out = -1, err = -1;
};

/// Starts a worker in a process group of its own, within its limits; throws std::runtime_error where the system has no
/// room for one.
spawned spawn_worker(const std::string& executable, const std::vector<std::string>& arguments, const limits& allowed);

/// What a wait status says about a worker that answered nothing; its last words on stderr explain an abort.
std::string end_in_words(int wait_status, const std::string& last_words);

}  // namespace lab
