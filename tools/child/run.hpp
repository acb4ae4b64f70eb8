#pragma once

#include "child/request.hpp"

namespace lab::child {

/// Runs a program to its end. Who has to end before that is asked to (SIGTERM) and gets a second for it. Throws (io)
/// where a file for what it reads or prints cannot be written, or the system has no room for one more program.
result run(const request& asked);

}  // namespace lab::child
