#include "judge/worker_process.hpp"

#include <algorithm>
#include <csignal>
#include <random>
#include <thread>

#include "messages/text.hpp"

namespace lab {

worker_process::worker_process(const std::string& executable, const std::vector<std::string>& arguments,
                               const limits& allowed)
    : worker_process(spawn_worker(executable, arguments, allowed), allowed) {}

worker_process::worker_process(spawned worker, const limits& allowed)
    : limits_(allowed), process_(std::move(worker.process)), wire_(worker.ends) {
  std::random_device entropy;
  nonce_ = (std::uint64_t{entropy()} << 32) | entropy();
}

worker_process::~worker_process() { stop(); }

void worker_process::stop() {
  stopped_ = true;
  process_.end();
  wire_.hang_up();
}

worker_process::reply worker_process::call(const std::string& payload, const std::vector<callback>& callbacks) {
  auto deadline =
      clock::now() + std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(limits_.seconds));
  ++calls_;
  send(frame_kind::call, payload);
  while (true) {
    auto next = next_answer(deadline);
    if (auto* bad = std::get_if<verdict>(&next)) return std::move(*bad);
    frame& answer = std::get<frame>(next);
    std::string_view bytes = answer.payload;
    try {
      if (answer.header.kind == frame_kind::result) return std::move(answer.payload);
      if (answer.header.kind == frame_kind::failure) {
        const auto kind = static_cast<failure_kind>(get<std::uint8_t>(bytes));
        const auto what = get<std::string>(bytes);
        if (kind == failure_kind::not_implemented) return verdict{status::not_implemented, what, {}, printed()};
        if (kind == failure_kind::broken_rule) return verdict{status::crashed, what, {}, printed()};
        if (kind == failure_kind::exception)
          return verdict{status::crashed, "an exception that nothing caught: " + what, {}, printed()};
        return nonsense("it does not know the function");
      }
      const int slot = get<int>(bytes);
      if (slot < 0 || static_cast<std::size_t>(slot) >= callbacks.size()) return nonsense("a callback without a name");
      const auto asked = clock::now();
      send(frame_kind::callback_end, callbacks[static_cast<std::size_t>(slot)](bytes));
      deadline += clock::now() - asked;
    } catch (const bad_payload& error) {
      return nonsense(error.what());
    } catch (const std::exception& error) {
      return dead(status::bad_value, error.what());
    }
  }
}

worker_process::reply worker_process::call_again(const std::string& payload) {
  printed_words first = wire_.set_printed({});
  reply answer = call(payload, {});
  wire_.set_printed(std::move(first));
  return answer;
}

void worker_process::send(frame_kind kind, std::string_view payload) {
  frame_header header;
  header.kind = kind;
  header.nonce = nonce_;
  header.id = calls_;
  wire_.send(header, payload);
}

/// The next frame that belongs to the running call, the worker's greeting before it.
std::variant<frame, verdict> worker_process::next_answer(clock::time_point deadline) {
  auto next = next_frame(deadline);
  if (!greeted_ && std::holds_alternative<frame>(next)) {
    if (std::get<frame>(next).header.kind != frame_kind::hello) return nonsense("it does not greet first");
    greeted_ = true;
    next = next_frame(deadline);
  }
  if (const auto* got = std::get_if<frame>(&next)) {
    const frame_header& header = got->header;
    const bool ours = header.nonce == nonce_ && header.id == calls_;
    const bool known =
        header.kind == frame_kind::result || header.kind == frame_kind::failure || header.kind == frame_kind::callback;
    if (!ours || !known) return nonsense("an answer to a question that was not asked");
  }
  return next;
}

std::variant<frame, verdict> worker_process::next_frame(clock::time_point deadline) {
  while (!stopped_) {
    frame got;
    if (wire_.take(got)) {
      wire_.exchange(0);  // what was printed before the answer
      if (wire_.printed().bytes <= limits_.printed) return got;
    } else if (const std::string why = wire_.nonsense(); !why.empty()) {
      return nonsense(why);
    }
    if (wire_.printed().bytes > limits_.printed)
      return dead(status::flood, text("it printed more than ", limits_.printed >> 10,
                                      " KB. Is there an output inside of a loop over pixels?"));
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
    if (left <= 0)
      return dead(status::timeout, text("no answer within ", limits_.seconds,
                                        " seconds. Does a loop never end? Look at its condition and at what changes in "
                                        "it."));
    if (!wire_.open()) return how_it_ended();
    // The end of a worker shows on its wires. Where another process keeps them open, it shows when nothing moves.
    if (!wire_.exchange(static_cast<int>(std::min<long long>(left, 50))) && process_.has_ended()) {
      wire_.exchange(0);
      if (!wire_.take(got)) return how_it_ended();
      return got;
    }
  }
  return verdict{status::crashed, "the worker is not running", {}, printed()};
}

/// The worker hung up: say why, in a sentence.
verdict worker_process::how_it_ended() {
  for (int i = 0; i < 100 && !process_.has_ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  wire_.exchange(0);
  if (process_.has_ended() && process_.how().signal == SIGXCPU)
    return dead(status::timeout, text("it computed for more than ", limits_.cpu_seconds,
                                      " seconds. Does a loop never end? Look at its condition and at what changes in "
                                      "it."));
  return dead(status::crashed, process_.has_ended() ? end_in_words(process_.how(), wire_.printed().last_on_stderr)
                                                    : "it closed the wire to the judge");
}

verdict worker_process::nonsense(const std::string& what) {
  return dead(status::crashed, "what came back to the judge is no answer (" + what + ")");
}

verdict worker_process::dead(status what, const std::string& message) {
  stop();
  return {what, message, {}, printed()};
}

}  // namespace lab
