#pragma once

#include <string>
#include <vector>

#include "child/process.hpp"

namespace lab {

struct limits {
  double seconds = 3;                  // for one call; what it calls back has time of its own
  std::size_t printed = 1u << 20;      // bytes on stdout and stderr together
  std::size_t memory = 2048ull << 20;  // address space, where the system can limit it
  child::rung sandbox = child::rung::none;
  unsigned group = 0;           // that it runs with in a sandbox
  std::size_t cpu_seconds = 0;  // of one worker; 0: no limit but that of a call
  std::size_t processes = 0;    // in a sandbox; 0: no limit
};

/// The judge's ends of a worker's wires. Reading and writing them never waits.
struct wire_ends {
  int channel = -1, out = -1, err = -1;
};

/// A worker that was started.
struct spawned {
  child::process process;
  wire_ends ends;
};

/// Starts a worker within its limits; throws where the system has no room for one.
spawned spawn_worker(const std::string& executable, const std::vector<std::string>& arguments, const limits& allowed);

/// What the end of a worker says that answered nothing; its last words on stderr explain an abort.
std::string end_in_words(const child::ending& how, const std::string& last_words);

}  // namespace lab
