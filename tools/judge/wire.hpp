#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "judge/spawn.hpp"
#include "protocol.hpp"

namespace lab {

struct frame {
  frame_header header;
  std::string payload;
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
  /// What was printed so far, cut after some kilobytes; how much it was in all; the last of it on stderr.
  const std::string& printed() const { return printed_; }
  std::size_t printed_bytes() const { return printed_bytes_; }
  const std::string& last_words() const { return last_words_; }

 private:
  std::size_t waiting() const { return incoming_.size() - taken_; }
  bool write_some();
  bool read_some();
  bool read_printed(int& fd);

  int channel_, out_, err_;
  std::string incoming_, outgoing_;
  std::size_t taken_ = 0, sent_ = 0;  // of them, from the front
  std::unique_ptr<char[]> room_;      // for one read
  std::string printed_, last_words_;
  std::size_t printed_bytes_ = 0;
};

}  // namespace lab
