#include "child/run.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "child/process.hpp"
#include "sfumato/core/error.hpp"

namespace lab::child {
namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using sfumato::error_kind;
using sfumato::require;

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

file holding(std::string_view text) {
  file opened = temporary();
  require(std::fwrite(text.data(), 1, text.size(), opened.get()) == text.size() && std::fflush(opened.get()) == 0,
          error_kind::io, "cannot write a temporary file; is the disk full?");
  lseek(fileno(opened.get()), 0, SEEK_SET);
  return opened;
}

file log_at(const std::string& path) {
  file opened(std::fopen(path.c_str(), "we"));
  require(opened != nullptr, error_kind::io, path, ": cannot be written");
  return opened;
}

std::string contents(std::FILE* opened) {
  std::string text;
  char buffer[4096];
  std::rewind(opened);
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, opened)) > 0;) text.append(buffer, n);
  return text;
}

std::size_t printed_into(const std::vector<given_file>& files) {
  std::size_t all = 0;
  struct stat about {};
  for (const given_file& one : files)
    if ((one.theirs == 1 || one.theirs == 2) && fstat(one.ours, &about) == 0)
      all += static_cast<std::size_t>(about.st_size);
  return all;
}

/// Waits for its end, and notes where we had to bring it about.
void wait_for(process& program, const request& asked, ending& how) {
  const auto begun = clock::now();
  const auto longest_pause = asked.while_running ? clock::duration(50ms) : clock::duration(8ms);
  clock::duration pause = 500us;
  clock::time_point asked_to_end{};
  while (!program.has_ended()) {
    const auto now = clock::now();
    if (asked_to_end != clock::time_point{}) {
      if (now - asked_to_end > 1s) program.end();
    } else {
      how.timed_out = asked.seconds > 0 && now - begun > std::chrono::duration<double>(asked.seconds);
      how.flooded = asked.allowed.output > 0 && printed_into(asked.files) > asked.allowed.output;
      if (how.timed_out || how.flooded || (asked.while_running && !asked.while_running())) {
        program.ask_to_end();
        asked_to_end = now;
        pause = 500us;
      }
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, longest_pause);
  }
}

}  // namespace

result run(const request& asked) {
  request given = asked;
  const auto add = [&](const file& one, int number) {
    if (one) given.files.push_back({fileno(one.get()), number});
  };
  const file in = asked.input.empty() ? nullptr : holding(asked.input);
  const file log = asked.log.empty() ? nullptr : log_at(asked.log);
  const file out = log ? nullptr : temporary(), errors = log ? nullptr : temporary();
  add(in, 0);
  add(log ? log : out, 1);
  add(log ? log : errors, 2);

  process program(given);
  result done;
  wait_for(program, given, done);
  done.code = program.how().code;
  done.signal = program.how().signal;
  done.cpu_seconds = program.how().cpu_seconds;
  if (out) done.output = contents(out.get());
  if (errors) done.errors = contents(errors.get());
  return done;
}

}  // namespace lab::child
