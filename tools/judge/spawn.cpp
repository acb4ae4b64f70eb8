#include "judge/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "messages/signal_words.hpp"
#include "messages/text.hpp"
#include "protocol.hpp"

namespace lab {
namespace {

// Of the socket, in each direction; the system may allow less.
constexpr int socket_room = 1 << 20;
constexpr std::size_t largest_file = 16u << 20;
// In a sandbox where a worker sees the folders of all, files would stay behind: it may make none that hold anything.
constexpr std::size_t nothing_in_files = 1;
constexpr std::size_t room_in_sandbox = 16u << 20;

void no_inheritance(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
void no_waiting(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

/// A worker's ends, open until it has them.
struct their_ends {
  int channel, out, err;
  ~their_ends() {
    for (const int fd : {channel, out, err}) close(fd);
  }
};

}  // namespace

spawned spawn_worker(const std::string& executable, const std::vector<std::string>& arguments, const limits& allowed) {
  signal(SIGPIPE, SIG_IGN);
  int channel[2], out[2], err[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0 || pipe(out) != 0 || pipe(err) != 0)
    throw std::runtime_error("judge: no pipes left for a worker");
  for (const int fd : {channel[0], channel[1], out[0], out[1], err[0], err[1]}) no_inheritance(fd);
  for (const int fd : {channel[0], out[0], err[0]}) no_waiting(fd);
  for (const int fd : channel) setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &socket_room, sizeof socket_room);
  const their_ends theirs{channel[1], out[1], err[1]};

  const bool shared_folders = allowed.sandbox == child::rung::user || allowed.sandbox == child::rung::limits;
  child::request worker{
      .command = {executable},
      .allowed = {.memory = allowed.memory,
                  .file_size = shared_folders ? nothing_in_files : largest_file,
                  .cpu_seconds = allowed.cpu_seconds,
                  .processes = allowed.processes},
      .confined = {.on = allowed.sandbox, .readable = {executable}, .room = room_in_sandbox, .group = allowed.group},
      .files = {{theirs.channel, channel_fd}, {theirs.out, 1}, {theirs.err, 2}}};
#ifdef __SANITIZE_ADDRESS__
  worker.allowed.memory = 0;  // its shadow alone is larger
#endif
  worker.command.insert(worker.command.end(), arguments.begin(), arguments.end());
  try {
    return {child::process(worker), {channel[0], out[0], err[0]}};
  } catch (...) {
    for (const int fd : {channel[0], out[0], err[0]}) close(fd);
    throw;
  }
}

std::string end_in_words(const child::ending& how, const std::string& last_words) {
  if (how.signal == 0)
    return text("the program ended by itself with code ", how.code, " instead of returning. Is there an exit()?");
  std::string message = signal_in_words(how.signal);
  if (how.signal == SIGABRT && !last_words.empty())
    message += ": " + last_words.substr(0, std::min<std::size_t>(300, last_words.find_last_not_of('\n') + 1));
  return message;
}

}  // namespace lab
