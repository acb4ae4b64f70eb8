#include "judge/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <stdexcept>

#include "judge/signal_words.hpp"
#include "judge/text.hpp"
#include "protocol.hpp"

namespace lab {
namespace {

// Of the socket, in each direction; the system may allow less.
constexpr int socket_room = 1 << 20;

void no_inheritance(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
void no_waiting(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

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

spawned spawn_worker(const std::string& executable, const std::vector<std::string>& arguments, const limits& allowed) {
  signal(SIGPIPE, SIG_IGN);
  int channel[2], out[2], err[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0 || pipe(out) != 0 || pipe(err) != 0)
    throw std::runtime_error("judge: no pipes left for a worker");
  for (const int fd : {channel[0], channel[1], out[0], out[1], err[0], err[1]}) no_inheritance(fd);
  for (const int fd : {channel[0], out[0], err[0]}) no_waiting(fd);
  for (const int fd : channel) setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &socket_room, sizeof socket_room);

  std::vector<std::string> words{executable};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> command;
  for (std::string& word : words) command.push_back(word.data());
  command.push_back(nullptr);

  const pid_t pid = fork();
  if (pid == 0) become_worker(command.data(), channel[1], out[1], err[1], allowed);
  for (const int fd : {channel[1], out[1], err[1]}) close(fd);
  if (pid < 0) {
    for (const int fd : {channel[0], out[0], err[0]}) close(fd);
    throw std::runtime_error("judge: cannot start a worker process");
  }
  return {pid, channel[0], out[0], err[0]};
}

std::string end_in_words(int wait_status, const std::string& last_words) {
  if (!WIFSIGNALED(wait_status))
    return text("the program ended by itself with code ", WEXITSTATUS(wait_status),
                " instead of returning. Is there an exit()?");
  std::string message = signal_in_words(WTERMSIG(wait_status));
  if (WTERMSIG(wait_status) == SIGABRT && !last_words.empty())
    message += ": " + last_words.substr(0, std::min<std::size_t>(300, last_words.find_last_not_of('\n') + 1));
  return message;
}

}  // namespace lab
