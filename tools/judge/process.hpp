#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "judge/verdict.hpp"
#include "protocol.hpp"

namespace lab {

struct limits {
  double seconds = 3;                  // for one call, with all that it calls back
  std::size_t printed = 1u << 20;      // bytes on stdout and stderr together
  std::size_t memory = 2048ull << 20;  // address space, where the system can limit it
};

/// One worker and the wire to it. Whatever it does (crash, loop, print without end, send nonsense) becomes a verdict;
/// after a verdict it is dead.
class worker_process {
 public:
  /// Answers a callback: takes its arguments from the bytes, returns the packed result. What it throws is a verdict
  /// too.
  using callback = std::function<std::string(std::string_view&)>;
  using reply = std::variant<std::string, verdict>;

  worker_process(const std::string& executable, const std::vector<std::string>& arguments, const limits& allowed);
  ~worker_process();
  worker_process(const worker_process&) = delete;
  worker_process& operator=(const worker_process&) = delete;

  /// Sends a packed call and serves its callbacks until the packed result, or a verdict, is there.
  reply call(const std::string& payload, const std::vector<callback>& callbacks);

  /// What the student's code wrote so far, cut after some kilobytes.
  const std::string& printed() const { return printed_; }

 private:
  struct frame {
    frame_header header;
    std::string payload;
  };
  using clock = std::chrono::steady_clock;

  void send(frame_kind kind, std::string_view payload);
  std::variant<frame, verdict> next_frame(clock::time_point deadline);
  std::variant<frame, verdict> next_answer(clock::time_point deadline);
  bool take_frame(frame& into);
  void exchange_bytes(int milliseconds);
  void read_printed(int& fd);
  verdict how_it_ended();
  verdict nonsense(const std::string& what);
  void stop();

  limits limits_;
  pid_t pid_ = -1;
  int channel_ = -1, stdout_ = -1, stderr_ = -1;
  int wait_status_ = 0;
  bool ended_ = false, greeted_ = false;
  std::string incoming_, outgoing_, printed_, last_words_;
  std::size_t printed_bytes_ = 0;
  std::uint64_t nonce_ = 0;
  std::uint32_t calls_ = 0;
};

}  // namespace lab
