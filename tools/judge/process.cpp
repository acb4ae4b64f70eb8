#include "judge/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <random>
#include <thread>

#include "judge/text.hpp"

namespace lab {
namespace {

constexpr std::size_t printed_kept = 8 * 1024;

void no_inheritance(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
void no_waiting(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

void close_if_open(int& fd) {
  if (fd >= 0) close(fd);
  fd = -1;
}

std::string signal_in_words(int number) {
  switch (number) {
    case SIGSEGV:
      return "SIGSEGV: it touched memory that is not its own. Often an index outside of a std::vector or pointer, or a "
             "function that calls itself without end";
    case SIGBUS: return "SIGBUS: it touched memory that is not there";
    case SIGFPE: return "SIGFPE: often a whole number divided by zero";
    case SIGILL: return "SIGILL: it ran into code that must not be reached, often a function without a return";
    case SIGABRT: return "SIGABRT: it called abort(), or a check of the standard library failed";
    case SIGTRAP: return "SIGTRAP: a check of the compiler failed";
    case SIGKILL: return "SIGKILL: the system stopped it, often for want of memory";
    case SIGXFSZ: return "SIGXFSZ: it wrote a file that is too large";
    default: return text("signal ", number);
  }
}

/// Between fork and exec: only calls that are safe there.
[[noreturn]] void become_worker(char* const* command, int channel, int out, int err, const limits& allowed) {
  setpgid(0, 0);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  const auto limit = [](auto resource, std::size_t value) {
    const rlimit both{static_cast<rlim_t>(value), static_cast<rlim_t>(value)};
    setrlimit(resource, &both);
  };
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 16u << 20);
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
  limit(RLIMIT_AS, allowed.memory);
#else
  (void)allowed;
#endif
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, 0);
  dup2(out, 1);
  dup2(err, 2);
  // dup2 onto itself would keep the close-on-exec mark.
  if (channel == channel_fd) {
    fcntl(channel, F_SETFD, 0);
  } else {
    dup2(channel, channel_fd);
  }
  if (nothing > channel_fd) close(nothing);
  execv(command[0], command);
  _exit(127);
}

}  // namespace

worker_process::worker_process(const std::string& executable, const std::vector<std::string>& arguments,
                               const limits& allowed)
    : limits_(allowed) {
  std::random_device entropy;
  nonce_ = (std::uint64_t{entropy()} << 32) | entropy();
  signal(SIGPIPE, SIG_IGN);

  int channel[2], out[2], err[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0 || pipe(out) != 0 || pipe(err) != 0)
    throw std::runtime_error("judge: no pipes left for a worker");
  for (const int fd : {channel[0], channel[1], out[0], out[1], err[0], err[1]}) no_inheritance(fd);
  for (const int fd : {channel[0], out[0], err[0]}) no_waiting(fd);

  std::vector<std::string> words{executable};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> command;
  for (std::string& word : words) command.push_back(word.data());
  command.push_back(nullptr);

  pid_ = fork();
  if (pid_ == 0) become_worker(command.data(), channel[1], out[1], err[1], allowed);
  close(channel[1]);
  close(out[1]);
  close(err[1]);
  channel_ = channel[0];
  stdout_ = out[0];
  stderr_ = err[0];
  if (pid_ < 0) throw std::runtime_error("judge: cannot start a worker process");
}

worker_process::~worker_process() { stop(); }

void worker_process::stop() {
  if (pid_ > 0) {
    kill(-pid_, SIGKILL);
    if (!ended_) {
      kill(pid_, SIGKILL);
      waitpid(pid_, &wait_status_, 0);
    }
    pid_ = -1;
  }
  close_if_open(channel_);
  close_if_open(stdout_);
  close_if_open(stderr_);
}

worker_process::reply worker_process::call(const std::string& payload, const std::vector<callback>& callbacks) {
  const auto deadline =
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
        if (kind == failure_kind::not_implemented) return verdict{status::not_implemented, what, {}, printed_};
        if (kind == failure_kind::broken_rule) return verdict{status::crashed, what, {}, printed_};
        if (kind == failure_kind::exception)
          return verdict{status::crashed, "an exception that nothing caught: " + what, {}, printed_};
        return nonsense("it does not know the function");
      }
      const int slot = get<int>(bytes);
      if (slot < 0 || static_cast<std::size_t>(slot) >= callbacks.size()) return nonsense("a callback without a name");
      send(frame_kind::callback_end, callbacks[static_cast<std::size_t>(slot)](bytes));
    } catch (const bad_payload& error) {
      return nonsense(error.what());
    } catch (const std::exception& error) {
      stop();
      return verdict{status::bad_value, error.what(), {}, printed_};
    }
  }
}

void worker_process::send(frame_kind kind, std::string_view payload) {
  frame_header header;
  header.kind = kind;
  header.nonce = nonce_;
  header.id = calls_;
  outgoing_ += seal(header, payload);
}

/// The next frame that belongs to the running call, the worker's greeting before it.
std::variant<worker_process::frame, verdict> worker_process::next_answer(clock::time_point deadline) {
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

std::variant<worker_process::frame, verdict> worker_process::next_frame(clock::time_point deadline) {
  while (pid_ > 0) {
    frame got;
    if (take_frame(got)) {
      exchange_bytes(0);  // what was printed before the answer
      if (printed_bytes_ <= limits_.printed) return got;
    } else if (incoming_.size() >= sizeof(frame_header)) {
      frame_header header;
      std::memcpy(&header, incoming_.data(), sizeof header);
      if (header.magic != frame_magic || header.version != protocol_version) return nonsense("not a frame");
      if (header.size > max_payload) return nonsense(text("a frame of ", header.size, " bytes"));
    }
    if (printed_bytes_ > limits_.printed) {
      stop();
      return verdict{
          status::flood,
          text("it printed more than ", limits_.printed >> 10, " KB. Is there an output inside of a loop over pixels?"),
          {},
          printed_};
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
    if (left <= 0) {
      stop();
      return verdict{status::timeout,
                     text("no answer within ", limits_.seconds,
                          " seconds. Does a loop never end? Look at its condition and at what changes in it."),
                     {},
                     printed_};
    }
    if (channel_ < 0) return how_it_ended();
    exchange_bytes(static_cast<int>(std::min<long long>(left, 50)));
    if (!ended_ && waitpid(pid_, &wait_status_, WNOHANG) == pid_) {
      ended_ = true;
      exchange_bytes(0);
      if (!take_frame(got)) return how_it_ended();
      return got;
    }
  }
  return verdict{status::crashed, "the worker is not running", {}, printed_};
}

bool worker_process::take_frame(frame& into) {
  if (incoming_.size() < sizeof(frame_header)) return false;
  std::memcpy(&into.header, incoming_.data(), sizeof(frame_header));
  const bool sound =
      into.header.magic == frame_magic && into.header.version == protocol_version && into.header.size <= max_payload;
  if (!sound || incoming_.size() < sizeof(frame_header) + into.header.size) return false;
  into.payload = incoming_.substr(sizeof(frame_header), into.header.size);
  incoming_.erase(0, sizeof(frame_header) + into.header.size);
  return true;
}

/// Moves what can be moved on the three wires, waiting so long at most.
void worker_process::exchange_bytes(int milliseconds) {
  pollfd wires[3] = {{channel_, static_cast<short>(outgoing_.empty() ? POLLIN : POLLIN | POLLOUT), 0},
                     {stdout_, POLLIN, 0},
                     {stderr_, POLLIN, 0}};
  if (poll(wires, 3, milliseconds) <= 0) return;
  if (wires[1].revents != 0) read_printed(stdout_);
  if (wires[2].revents != 0) read_printed(stderr_);
  if ((wires[0].revents & POLLOUT) != 0) {
    const ssize_t count = write(channel_, outgoing_.data(), outgoing_.size());
    if (count > 0) outgoing_.erase(0, static_cast<std::size_t>(count));
    if (count < 0 && errno != EAGAIN && errno != EINTR) outgoing_.clear();
  }
  if ((wires[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
    char bytes[65536];
    const ssize_t count = read(channel_, bytes, sizeof bytes);
    if (count > 0) incoming_.append(bytes, static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) close_if_open(channel_);
  }
}

void worker_process::read_printed(int& fd) {
  char bytes[65536];
  const ssize_t count = read(fd, bytes, sizeof bytes);
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return close_if_open(fd);
  if (count < 0) return;
  printed_bytes_ += static_cast<std::size_t>(count);
  const std::string_view words(bytes, static_cast<std::size_t>(count));
  if (printed_.size() < printed_kept) printed_ += words.substr(0, printed_kept - printed_.size());
  if (&fd == &stderr_) last_words_ = words;
}

/// The worker hung up: say why, in a sentence.
verdict worker_process::how_it_ended() {
  for (int i = 0; i < 100 && !ended_; ++i) {
    ended_ = waitpid(pid_, &wait_status_, WNOHANG) == pid_;
    if (!ended_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  exchange_bytes(0);
  std::string message;
  if (!ended_) {
    message = "it closed the wire to the judge";
  } else if (WIFSIGNALED(wait_status_)) {
    message = signal_in_words(WTERMSIG(wait_status_));
    if (WTERMSIG(wait_status_) == SIGABRT && !last_words_.empty())
      message += ": " + last_words_.substr(0, std::min<std::size_t>(300, last_words_.find_last_not_of('\n') + 1));
  } else {
    message = text("the program ended by itself with code ", WEXITSTATUS(wait_status_),
                   " instead of returning. Is there an exit()?");
  }
  stop();
  return {status::crashed, message, {}, printed_};
}

verdict worker_process::nonsense(const std::string& what) {
  stop();
  return {status::crashed, "what came back to the judge is no answer (" + what + ")", {}, printed_};
}

}  // namespace lab
