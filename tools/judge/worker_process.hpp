#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "judge/verdict.hpp"
#include "judge/wire.hpp"

namespace lab {

/// One worker and the conversation with it. Whatever it does (crash, loop, print without end, send nonsense) becomes a
/// verdict; after a verdict it is dead.
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
  /// The same call once more, for its answer alone: what it prints counts for itself and is forgotten.
  reply call_again(const std::string& payload);

  /// What the student's code wrote so far, cut after some kilobytes.
  const std::string& printed() const { return wire_.printed().kept; }

 private:
  using clock = std::chrono::steady_clock;

  worker_process(spawned worker, const limits& allowed);
  void send(frame_kind kind, std::string_view payload);
  std::variant<frame, verdict> next_frame(clock::time_point deadline);
  std::variant<frame, verdict> next_answer(clock::time_point deadline);
  verdict dead(status what, const std::string& message);
  verdict nonsense(const std::string& what);
  verdict how_it_ended();
  void stop();

  limits limits_;
  child::process process_;
  lab::wire wire_;
  bool stopped_ = false, greeted_ = false;
  std::uint64_t nonce_ = 0;
  std::uint32_t calls_ = 0;
};

}  // namespace lab
