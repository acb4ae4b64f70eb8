#include "lab/system/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "sfumato/core/error.hpp"

extern char** environ;

namespace sfumato::lab {

namespace {

struct close_file {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using file = std::unique_ptr<std::FILE, close_file>;

/// Files instead of pipes: nobody ever waits for the other side to read.
file temporary() {
  file opened(std::tmpfile());
  require(opened != nullptr, error_kind::io, "cannot make a temporary file; is the disk full?");
  return opened;
}

std::string contents(std::FILE* opened) {
  std::string text;
  char buffer[4096];
  std::rewind(opened);
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, opened)) > 0;) text.append(buffer, n);
  return text;
}

/// -1 where the program cannot be started.
pid_t spawn(const std::vector<std::string>& command, int input, int output, int errors) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, errors, 2);
  pid_t child = -1;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : -1;
}

}  // namespace

process_result run_process(const std::vector<std::string>& command, std::string_view input,
                           const std::function<bool()>& while_running) {
  const file in = temporary(), out = temporary(), err = temporary();
  require(std::fwrite(input.data(), 1, input.size(), in.get()) == input.size() && std::fflush(in.get()) == 0,
          error_kind::io, "cannot write a temporary file; is the disk full?");
  ::lseek(::fileno(in.get()), 0, SEEK_SET);

  process_result result;
  const pid_t child = spawn(command, ::fileno(in.get()), ::fileno(out.get()), ::fileno(err.get()));
  if (child < 0) return result;
  int status = 0;
  for (bool told_to_end = false;;) {
    const pid_t ended = ::waitpid(child, &status, while_running ? WNOHANG : 0);
    if (ended == child) break;
    if (ended < 0 && errno != EINTR) return result;
    if (!while_running) continue;
    if (!told_to_end && !while_running()) {
      ::kill(child, SIGTERM);
      told_to_end = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = contents(out.get());
  result.errors = contents(err.get());
  return result;
}

void start_process(const std::vector<std::string>& command) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) return;
  spawn(command, nowhere, nowhere, nowhere);
  ::close(nowhere);
}

bool program_exists(std::string_view name) {
  const char* variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "/usr/bin:/bin" : variable;
  while (!path.empty()) {
    const std::size_t end = path.find(':');
    const std::string candidate = std::string(path.substr(0, end)) + "/" + std::string(name);
    if (::access(candidate.c_str(), X_OK) == 0) return true;
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  }
  return false;
}

}  // namespace sfumato::lab
