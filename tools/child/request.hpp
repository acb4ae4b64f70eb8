#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lab::child {

/// What a program may use; 0: as much as we may.
struct limits {
  std::size_t memory = 0;       ///< bytes of address space of each of its processes, where the system can limit it
  std::size_t file_size = 0;    ///< bytes of each file that it writes
  std::size_t cpu_seconds = 0;  ///< of each of its processes; beyond them it ends with SIGXCPU
  std::size_t processes = 0;    ///< and threads, itself among them; held in a sandbox only
  std::size_t output = 0;       ///< bytes that it may print, for who runs it to its end
};

/// How far a program is kept from everything else, from not at all to best.
///
/// | rung         | what it sees                                        | what holds it                        |
/// | limits       | whatever we see, without our environment            | resource limits                      |
/// | user         | what the whole machine may read, as a user of its   | resource limits; for root only       |
/// |              | own that owns one folder; no network where possible |                                      |
/// | bubblewrap   | programs and libraries of the system, what is named | namespaces; where we are root, a user|
/// |              | below, and an empty /tmp                            | of its own, too                      |
///
/// On all of them every process that it leaves is gone before its end is told.
enum class rung { none, limits, user, bubblewrap };

struct sandbox {
  rung on = rung::none;
  std::vector<std::string> readable = {};  ///< absolute paths that are shown under the same name
  std::string writable = {};               ///< one folder, which then belongs to it; empty: none
  std::size_t room = 64u << 20;            ///< bytes of its /tmp
  unsigned group = 0;                      ///< the group id it runs with where we are root; 0: one of its own
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
  std::vector<std::string> environment = {};  ///< "NAME=value", beside or instead of our own; in a sandbox nothing else
  std::string folder = {};                    ///< where it starts; empty: where we are
  limits allowed = {};
  sandbox confined = {};
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
  bool flooded = false;    ///< it was ended because it printed too much
  double cpu_seconds = 0;  ///< of all its processes; known of a sandbox only

  bool succeeded() const { return code == 0 && signal == 0 && !timed_out && !flooded; }
};

struct result : ending {
  std::string output = {}, errors = {};  ///< what it printed, unless that went into a log
};

}  // namespace lab::child
