#include "child/launch.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <csignal>

#include "child/find_program.hpp"
#include "child/sandbox.hpp"

extern char** environ;

namespace lab::child {
namespace {

constexpr unsigned first_user = 0x70000000;

void limit(int resource, std::size_t soft, std::size_t hard) {
  const rlimit both{static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
#if defined(__GLIBC__) && defined(__USE_GNU)
  setrlimit(static_cast<__rlimit_resource>(resource), &both);
#else
  setrlimit(resource, &both);
#endif
}

void limit_to(const request& asked, std::size_t others) {
  const limits& allowed = asked.allowed;
  limit(RLIMIT_CORE, 0, 0);
  if (allowed.file_size > 0) limit(RLIMIT_FSIZE, allowed.file_size, allowed.file_size);
  if (allowed.cpu_seconds > 0) limit(RLIMIT_CPU, allowed.cpu_seconds, allowed.cpu_seconds + 1);
#ifdef __linux__
  if (allowed.memory > 0) limit(RLIMIT_AS, allowed.memory, allowed.memory);
  // Inside of bubblewrap it is set once its own processes run.
  const std::size_t beside = asked.confined.on == rung::limits ? others : 0;
  if (asked.confined.on != rung::none && asked.confined.on != rung::bubblewrap && allowed.processes > 0)
    limit(RLIMIT_NPROC, allowed.processes + beside, allowed.processes + beside);
#endif
}

/// Puts every file under its number. First all go to numbers that nobody wants, so that none is written over.
bool hand_over(const std::vector<given_file>& files) {
  constexpr std::size_t most = 16;
  int copies[most];
  int beyond = 2;
  if (files.size() > most) return false;
  for (const given_file& one : files) beyond = std::max(beyond, one.theirs);
  close_on_exec_from(3);
  const int nothing = fcntl(open("/dev/null", O_RDWR | O_CLOEXEC), F_DUPFD_CLOEXEC, beyond + 1);
  for (std::size_t i = 0; i < files.size(); ++i) copies[i] = fcntl(files[i].ours, F_DUPFD_CLOEXEC, beyond + 1);
  for (int standard = 0; standard <= 2; ++standard) dup2(nothing, standard);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (dup2(copies[i], files[i].theirs) < 0) return false;
  return true;
}

/// Becomes a user that owns nothing but one folder.
bool become_nobody(const sandbox& confined) {
#ifdef __linux__
  const uid_t user = user_of(getpid());
  const gid_t group = confined.group != 0 ? confined.group : user;
  if (!confined.writable.empty() && chown(confined.writable.c_str(), user, group) != 0) return false;
  // In a container it may be forbidden; then there is a network as for everybody.
  if (confined.on == rung::user) static_cast<void>(unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWIPC) == 0);
  return setgroups(0, nullptr) == 0 && setresgid(group, group, group) == 0 && setresuid(user, user, user) == 0;
#else
  static_cast<void>(confined);
  return false;
#endif
}

bool confine(const sandbox& confined) {
  if (confined.on == rung::none) return true;
  if (needs_other_user(confined.on) && !become_nobody(confined)) return false;
#ifdef __linux__
  // A change of user forgets it. Bubblewrap gives up new rights by itself.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (confined.on != rung::bubblewrap && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
#endif
  return true;
}

}  // namespace

launch::launch(const request& asked) : words(command_in_sandbox(asked)), settings(asked.environment) {
  path = find_program(words.front());
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const bool sandboxed = asked.confined.on != rung::none;
  if (sandboxed) {
    for (const char* setting : {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LC_ALL=C"})
      if (!is_set(setting)) settings.emplace_back(setting);
    if (asked.confined.on == rung::limits && asked.allowed.processes > 0) others = threads_of_this_user();
  }
  for (std::string& setting : settings) variables.push_back(setting.data());
  if (!sandboxed)
    for (char** ours = environ; *ours != nullptr; ++ours)
      if (!is_set(*ours)) variables.push_back(*ours);
  variables.push_back(nullptr);
}

bool launch::is_set(const std::string& ours) const {
  const std::string name = ours.substr(0, ours.find('=') + 1);
  return std::any_of(settings.begin(), settings.end(), [&](const std::string& one) { return one.rfind(name, 0) == 0; });
}

void launch::start() const { execve(path.c_str(), arguments.data(), variables.data()); }

void enter(const request& asked, const launch& program, bool limited) {
  // Bubblewrap changes the folder once it has made it.
  const bool folder_first = !asked.folder.empty() && asked.confined.on != rung::bubblewrap;
  if (limited) limit_to(asked, program.others);
  const bool ready =
      hand_over(asked.files) && confine(asked.confined) && (!folder_first || chdir(asked.folder.c_str()) == 0);
  if (ready) program.start();
  _exit(127);
}

void close_from(unsigned first, int except) {
  const int end = static_cast<int>(std::min<long>(sysconf(_SC_OPEN_MAX), 65536));
#ifdef SYS_close_range
  const auto before = static_cast<unsigned>(except);
  if ((first >= before || syscall(SYS_close_range, first, before - 1, 0u) == 0) &&
      syscall(SYS_close_range, std::max(first, before + 1), ~0u, 0u) == 0)
    return;
#endif
  for (int file = static_cast<int>(first); file < end; ++file)
    if (file != except) close(file);
}

void close_on_exec_from(unsigned first) {
#ifdef SYS_close_range
  constexpr unsigned on_exec = 4;
  syscall(SYS_close_range, first, ~0u, on_exec);
#else
  static_cast<void>(first);
#endif
}

unsigned user_of(pid_t id) { return first_user + static_cast<unsigned>(id); }

}  // namespace lab::child
