#include "child/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <csignal>
#include <utility>

#include "child/keeper.hpp"
#include "child/launch.hpp"
#include "sfumato/core/error.hpp"

namespace lab::child {
namespace {

/// A program that is not ours to wait for lives as long and has as much as it wants.
pid_t fork_into(const request& asked, bool ours, int report) {
  const launch program(asked);
  const pid_t id = fork();
  if (id != 0) return id;
  setpgid(0, 0);
  if (report >= 0) keep(asked, program, report);
#ifdef __linux__
  if (ours) prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  enter(asked, program, ours);
}

/// A pipe for what a keeper tells; closed here once it has its end of it.
struct report_pipe {
  int ends[2] = {-1, -1};
  explicit report_pipe(bool wanted) {
    if (!wanted) return;
    if (pipe(ends) != 0) sfumato::fail(sfumato::error_kind::io, "a program cannot be started, no pipes are left");
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  ~report_pipe() {
    if (ends[1] >= 0) close(ends[1]);
  }
};

}  // namespace

process::process(const request& asked) : in_bubblewrap_(asked.confined.on == rung::bubblewrap) {
  const report_pipe report(asked.confined.on != rung::none);
  report_ = report.ends[0];
  id_ = fork_into(asked, true, report.ends[1]);
  if (id_ > 0) {
    setpgid(id_, id_);  // whoever of the two comes first
    return;
  }
  if (report_ >= 0) close(report_);
  sfumato::fail(sfumato::error_kind::io, asked.command.front(), ": cannot be started, the system is full");
}

process::process(process&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      in_bubblewrap_(other.in_bubblewrap_),
      report_(std::exchange(other.report_, -1)),
      how_(other.how_) {}

process::~process() {
  end();
  if (report_ >= 0) close(report_);
}

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
  if (report_ >= 0) return end_kept();
  kill(id_, SIGKILL);
  reap();
}

/// A keeper is asked: killed at once, it could not end what it keeps. It gives up by itself in the end.
void process::end_kept() {
  kill(id_, SIGTERM);
  kill(id_, SIGCONT);
  siginfo_t news{};
  while (waitid(P_PID, static_cast<id_t>(id_), &news, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  reap();
}

void process::reap() {
  kill(-id_, SIGKILL);
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  if (report_ >= 0) return read_report();
  if (how_.signal == 0)
    how_ = WIFSIGNALED(status) ? ending{.code = 0, .signal = WTERMSIG(status)} : ending{.code = WEXITSTATUS(status)};
}

void process::read_report() {
  keepers_report told;
  if (read(report_, &told, sizeof told) != sizeof told) {
    how_ = {.code = 0, .signal = SIGKILL};  // who ended the keeper has ended the program
    return;
  }
  how_ = WIFSIGNALED(told.status) ? ending{.code = 0, .signal = WTERMSIG(told.status)}
                                  : ending{.code = WEXITSTATUS(told.status)};
  // Bubblewrap tells of a signal as a shell does.
  if (in_bubblewrap_ && how_.code > 128 && how_.code <= 128 + 64) how_ = {.code = 0, .signal = how_.code - 128};
  how_.cpu_seconds = told.cpu_seconds;
}

void let_go(const request& asked) { fork_into(asked, false, -1); }

void become(const request& asked) { launch(asked).start(); }

}  // namespace lab::child
