#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "judge/spawn.hpp"
#include "protocol.hpp"

namespace lab {

struct frame {
  frame_header header;
  std::string payload;
};

/// What the student's code printed: the first kilobytes, how much it was in all, the last of it on stderr.
struct printed_words {
  std::string kept, last_on_stderr;
  std::size_t bytes = 0;
};

/// The judge's ends of one worker's wires: the socket that carries frames, and what the student's code prints. A frame
/// of any size costs time in proportion to it.
class wire {
 public:
  explicit wire(const wire_ends& ends);
  ~wire() { hang_up(); }
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;

  /// Sends what the worker takes at once; exchange() sends the rest.
  void send(frame_header header, std::string_view payload);
  /// Moves what can be moved in both directions, waiting so long at most; returns whether anything did.
  bool exchange(int milliseconds);
  /// Takes the next frame if all of it is here.
  bool take(frame& into);
  /// Why what came in cannot be a frame; empty while it may still become one.
  std::string nonsense() const;
  void hang_up();

  /// Whether the worker can still be heard.
  bool open() const { return channel_ >= 0; }
  const printed_words& printed() const { return printed_; }
  /// Puts these in the place of what was printed so far, which is returned.
  printed_words set_printed(printed_words others) { return std::exchange(printed_, std::move(others)); }

 private:
  std::size_t waiting() const { return incoming_.size() - taken_; }
  bool write_some();
  bool read_some();
  bool read_printed(int& fd);

  int channel_, out_, err_;
  std::string incoming_, outgoing_;
  std::size_t taken_ = 0, sent_ = 0;  // of them, from the front
  std::unique_ptr<char[]> room_;      // for one read
  printed_words printed_;
};

}  // namespace lab
