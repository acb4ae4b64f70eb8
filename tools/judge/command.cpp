#include "judge/command.hpp"

#include <fcntl.h>
#include <signal.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "sfumato/core/error.hpp"

namespace lab {

command_end run_command(const std::vector<std::string>& words, const std::string& log, const command_limits& allowed) {
  std::vector<std::string> copies = words;
  std::vector<char*> command;
  for (std::string& word : copies) command.push_back(word.data());
  command.push_back(nullptr);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (out < 0) sfumato::fail(sfumato::error_kind::io, log, ": cannot be written");

  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    const rlimit file{256u << 20, 256u << 20};
    setrlimit(RLIMIT_FSIZE, &file);
#ifdef __linux__
    const rlimit memory{static_cast<rlim_t>(allowed.memory), static_cast<rlim_t>(allowed.memory)};
    if (allowed.memory > 0) setrlimit(RLIMIT_AS, &memory);
#endif
    if (allowed.keep_open >= 0) fcntl(allowed.keep_open, F_SETFD, 0);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    dup2(out, 1);
    dup2(out, 2);
    setenv("LC_ALL", "C", 1);  // compilers answer in English and in plain quotation marks
    execvp(command[0], command.data());
    _exit(127);
  }
  close(out);
  if (child < 0) sfumato::fail(sfumato::error_kind::io, words.front(), ": cannot be started");

  const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(allowed.seconds);
  auto pause = std::chrono::microseconds(500);
  int status = 0;
  while (true) {
    const bool changed = waitpid(child, &status, WNOHANG | WUNTRACED) != 0;
    if (changed && !WIFSTOPPED(status)) break;
    // Nobody would wake what stands still.
    if (changed || std::chrono::steady_clock::now() > deadline) {
      kill(-child, SIGKILL);
      const int ended = changed ? 128 + WSTOPSIG(status) : 124;
      waitpid(child, &status, 0);
      return {ended};
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(8000));
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

}  // namespace lab
