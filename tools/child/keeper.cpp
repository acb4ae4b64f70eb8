#include "child/keeper.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "child/sandbox.hpp"

namespace lab::child {
namespace {

#ifdef __linux__

/// An entry as getdents64 gives it.
struct folder_entry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

/// "/proc/123/stat" begins "123 (name) S 45 ", where 45 is the parent and the name may hold anything.
pid_t parent_of(int proc, const char* id) {
  char path[64] = {}, words[512] = {};
  std::strncpy(path, id, 32);
  std::strcat(path, "/stat");
  const int file = openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  const ssize_t count = read(file, words, sizeof words - 1);
  close(file);
  const char* end = count > 0 ? std::strrchr(words, ')') : nullptr;
  return end != nullptr && std::strlen(end) > 4 ? static_cast<pid_t>(std::strtol(end + 4, nullptr, 10)) : -1;
}

/// Kills every process whose parent is this one.
void kill_children() {
  alignas(folder_entry) char room[1 << 15];
  const int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) return;
  const pid_t self = getpid();
  for (long count = 0; (count = syscall(SYS_getdents64, proc, room, sizeof room)) > 0;)
    for (long at = 0; at < count;) {
      const auto* entry = reinterpret_cast<const folder_entry*>(room + at);
      at += entry->length;
      const char* name = room + (reinterpret_cast<const char*>(entry->name) - room);
      if (name[0] < '1' || name[0] > '9') continue;
      if (parent_of(proc, name) == self) kill(static_cast<pid_t>(std::strtol(name, nullptr, 10)), SIGKILL);
    }
  close(proc);
}

/// Kills all that this user runs, in one step that no fork can outrun.
void kill_all_of(unsigned user) {
  const pid_t helper = fork();
  if (helper == 0) {
    if (setresuid(user, user, user) == 0) kill(-1, SIGKILL);
    _exit(0);
  }
}

/// Returns once there is no child left; gives up after some seconds.
void end_all(const request& asked, pid_t main, int& status, bool& seen) {
  for (int rounds = 0; rounds < 3000; ++rounds) {
    if (needs_other_user(asked.confined.on)) kill_all_of(user_of(main));
    kill_children();
    while (true) {
      int how = 0;
      const pid_t id = waitpid(-1, &how, WNOHANG);
      if (id < 0 && errno == ECHILD) return;
      if (id <= 0) break;
      if (id == main && !seen) {
        status = how;
        seen = true;
      }
    }
    const timespec pause{0, rounds < 20 ? 200'000 : 5'000'000};
    nanosleep(&pause, nullptr);
  }
}

/// Until the program has ended or stopped, or we are asked to end; returns whether it has.
bool wait_for_end(pid_t main, const sigset_t& news, int& status) {
  while (true) {
    while (true) {
      int how = 0;
      const pid_t id = waitpid(-1, &how, WNOHANG | WUNTRACED);
      if (id <= 0) break;
      if (id != main) continue;
      status = how;
      if (!WIFSTOPPED(how)) return true;
      return false;
    }
    siginfo_t signal{};
    if (sigwaitinfo(&news, &signal) == SIGTERM) return false;
  }
}

#endif

}  // namespace

void keep(const request& asked, const launch& program, int report) {
#ifdef __linux__
  const pid_t owner = getppid();
  sigset_t news, before;
  sigemptyset(&news);
  sigaddset(&news, SIGCHLD);
  sigaddset(&news, SIGTERM);
  std::signal(SIGCHLD, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  sigprocmask(SIG_BLOCK, &news, &before);
  // A copy of our memory: nobody may look into it.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != owner) _exit(127);

  const pid_t main = fork();
  if (main == 0) {
    sigemptyset(&before);
    sigprocmask(SIG_SETMASK, &before, nullptr);
    setpgid(0, 0);
    enter(asked, program, true);
  }
  close_from(0, report);
  keepers_report told;
  bool seen = main < 0;
  if (main < 0) {
    told.status = 127 << 8;
  } else {
    seen = wait_for_end(main, news, told.status);
    const bool stopped = !seen && WIFSTOPPED(told.status);
    int how = 0;
    end_all(asked, main, how, seen);
    if (stopped) {
      told.status = WSTOPSIG(told.status);  // as if it had ended by it
    } else if (how != 0) {
      told.status = how;
    }
  }
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  told.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  static_cast<void>(write(report, &told, sizeof told) == sizeof told);
  _exit(0);
#else
  static_cast<void>(report);
  enter(asked, program, true);
#endif
}

}  // namespace lab::child
