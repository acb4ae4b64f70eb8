#pragma once

#include <sys/types.h>

#include "child/request.hpp"

namespace lab::child {

/// A running program, in a process group of its own, that leaves no core dump behind. It ends with this object, and
/// where the system knows how, with the thread that started it. In a sandbox it has a keeper, who is our child in its
/// place and ends when everything that the program started is gone.
class process {
 public:
  /// Starts it. Throws (io) where the system has no room for one. A program that is not there ends with 127.
  explicit process(const request& asked);
  process(process&& other) noexcept;
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process();

  /// Whether it has ended by now; what it left running in its group ends, too. Who stopped (SIGSTOP) is ended: nobody
  /// would wake it.
  bool has_ended();
  /// Asks it to end (SIGTERM), with all of its group.
  void ask_to_end();
  /// Ends it, if it has not ended yet, with all of its group.
  void end();

  /// Once it has ended.
  const ending& how() const { return how_; }

 private:
  void reap();
  void end_kept();
  void read_report();

  pid_t id_;
  bool in_bubblewrap_ = false;
  int report_ = -1;  // what a keeper writes comes out here
  ending how_;
};

/// Starts a program that may outlive us, without limits, and of which nothing is heard again.
void let_go(const request& asked);

/// This program becomes the other one, with our own files and limits; returns only where that cannot be started.
void become(const request& asked);

}  // namespace lab::child
