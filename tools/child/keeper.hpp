#pragma once

#include "child/launch.hpp"

namespace lab::child {

/// What a keeper writes once everything is gone.
struct keepers_report {
  int status = 0;          ///< of the program, as waitpid gives it
  double cpu_seconds = 0;  ///< of it and of all that it started
};

/// A forked process becomes the keeper of a sandbox: it starts the program, and all that is ever left of it becomes the
/// keeper's own child. When the program ends, when the keeper is asked to (SIGTERM) or who started it is gone, it ends
/// all of them, waits until none is left, reports and ends.
[[noreturn]] void keep(const request& asked, const launch& program, int report);

}  // namespace lab::child
