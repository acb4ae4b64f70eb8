#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::child {

/// What a program may use; 0: as much as we may.
struct limits {
  std::size_t memory = 0;     ///< bytes of address space, where the system can limit it
  std::size_t file_size = 0;  ///< bytes of each file that it writes
};

/// A file of ours that a program gets, and under which number. Ours stays open here.
struct given_file {
  int ours = -1;
  int theirs = -1;
};

/// A program to start. Of our files it gets those given and, where the system can hold them back, no others; where 0, 1
/// and 2 are not among them, it reads nothing and what it prints goes nowhere.
struct request {
  std::vector<std::string> command;  ///< the program, looked for in PATH unless it is a path, and its arguments
  std::vector<std::string> environment = {};  ///< "NAME=value", beside or instead of our own
  std::string folder = {};                    ///< where it starts; empty: where we are
  limits allowed = {};
  std::vector<given_file> files = {};

  // For who runs it to its end.
  std::string_view input = {};  ///< what it reads
  std::string log = {};         ///< the file that all it prints goes into; empty: it is kept and given back
  double seconds = 0;           ///< after them it is ended; 0: it may take its time
  std::function<bool()> while_running = {};  ///< called about twenty times a second; false ends it
};

/// How a program ended.
struct ending {
  int code = 127;          ///< its exit status; 127 also where it could not be started
  int signal = 0;          ///< what ended it, or made it stand still; 0: nothing did
  bool timed_out = false;  ///< it was ended because its time was up

  bool succeeded() const { return code == 0 && signal == 0 && !timed_out; }
};

struct result : ending {
  std::string output = {}, errors = {};  ///< what it printed, unless that went into a log
};

}  // namespace lab::child
