#include "child/process.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "child/find_program.hpp"
#include "sfumato/core/error.hpp"

extern char** environ;

namespace lab::child {
namespace {

/// What exec takes, made before the fork: after it only calls are safe that allocate nothing.
struct launch {
  explicit launch(const request& asked) : path(find_program(asked.command.front())), words(asked.command) {
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    settings = asked.environment;
    for (std::string& setting : settings) variables.push_back(setting.data());
    for (char** ours = environ; *ours != nullptr; ++ours)
      if (!is_set(*ours)) variables.push_back(*ours);
    variables.push_back(nullptr);
  }

  /// Returns where it cannot be started.
  void start() const { execve(path.c_str(), arguments.data(), variables.data()); }

  std::string path;
  std::vector<std::string> words, settings;
  std::vector<char*> arguments, variables;

 private:
  bool is_set(const std::string& ours) const {
    const std::string name = ours.substr(0, ours.find('=') + 1);
    return std::any_of(settings.begin(), settings.end(),
                       [&](const std::string& one) { return one.rfind(name, 0) == 0; });
  }
};

void limit_to(const limits& allowed) {
  const auto limit = [](auto resource, std::size_t value) {
    const rlimit both{static_cast<rlim_t>(value), static_cast<rlim_t>(value)};
    setrlimit(resource, &both);
  };
  limit(RLIMIT_CORE, 0);
  if (allowed.file_size > 0) limit(RLIMIT_FSIZE, allowed.file_size);
#ifdef __linux__
  if (allowed.memory > 0) limit(RLIMIT_AS, allowed.memory);
#endif
}

/// Puts every file under its number. First all go to numbers that nobody wants, so that none is written over.
bool hand_over(const std::vector<given_file>& files) {
  constexpr std::size_t most = 16;
  int copies[most];
  int beyond = 2;
  if (files.size() > most) return false;
  for (const given_file& one : files) beyond = std::max(beyond, one.theirs);
#ifdef SYS_close_range
  constexpr unsigned on_exec = 4;
  syscall(SYS_close_range, 3u, ~0u, on_exec);
#endif
  const int nothing = fcntl(open("/dev/null", O_RDWR | O_CLOEXEC), F_DUPFD_CLOEXEC, beyond + 1);
  for (std::size_t i = 0; i < files.size(); ++i) copies[i] = fcntl(files[i].ours, F_DUPFD_CLOEXEC, beyond + 1);
  for (int standard = 0; standard <= 2; ++standard) dup2(nothing, standard);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (dup2(copies[i], files[i].theirs) < 0) return false;
  return true;
}

/// A program that is not ours to wait for lives as long and has as much as it wants.
pid_t fork_into(const request& asked, bool ours) {
  const launch program(asked);
  const pid_t id = fork();
  if (id != 0) return id;
  setpgid(0, 0);
#ifdef __linux__
  if (ours) prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (ours) limit_to(asked.allowed);
  const bool ready = hand_over(asked.files) && (asked.folder.empty() || chdir(asked.folder.c_str()) == 0);
  if (ready) program.start();
  _exit(127);
}

}  // namespace

process::process(const request& asked) : id_(fork_into(asked, true)) {
  if (id_ < 0) sfumato::fail(sfumato::error_kind::io, asked.command.front(), ": cannot be started, the system is full");
  setpgid(id_, id_);  // whoever of the two comes first
}

process::process(process&& other) noexcept : id_(std::exchange(other.id_, -1)), how_(other.how_) {}

bool process::has_ended() {
  if (id_ < 0) return true;
  siginfo_t news{};
  // Seen, but not taken: until it is, no other process can have its number, and its group can be ended.
  if (waitid(P_PID, static_cast<id_t>(id_), &news, WEXITED | WSTOPPED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD) {
    id_ = -1;
    return true;
  }
  if (news.si_pid == 0) return false;
  if (news.si_code == CLD_STOPPED) {
    how_ = {.code = 0, .signal = news.si_status};
    end();
    return true;
  }
  reap();
  return true;
}

void process::ask_to_end() {
  if (id_ > 0) kill(-id_, SIGTERM);
}

void process::end() {
  if (id_ < 0) return;
  kill(id_, SIGKILL);
  reap();
}

void process::reap() {
  kill(-id_, SIGKILL);
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  if (how_.signal == 0)
    how_ = WIFSIGNALED(status) ? ending{.code = 0, .signal = WTERMSIG(status)} : ending{.code = WEXITSTATUS(status)};
}

void let_go(const request& asked) { fork_into(asked, false); }

void become(const request& asked) { launch(asked).start(); }

}  // namespace lab::child
