#include "child/sandbox.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <map>
#include <mutex>

#include "child/find_program.hpp"
#include "child/run.hpp"
#include "sfumato/core/error.hpp"

namespace lab::child {
namespace {

using sfumato::error_kind;
using sfumato::fail;

constexpr std::array<std::string_view, 4> names = {"none", "limits", "user", "bubblewrap"};

/// What compilers and programs need of the system. Neither /proc nor /etc, apart from what finds libraries.
constexpr std::array<const char*, 7> system_folders = {
    "/usr", "/bin", "/lib", "/lib64", "/lib32", "/etc/alternatives", "/etc/ld.so.cache"};
constexpr std::array<const char*, 2> devices = {"/dev/null", "/dev/urandom"};

/// Older ones know fewer options.
bool bubblewrap_knows(const std::string& option) {
  static const std::string help = [] {
    const result said = run({.command = {"bwrap", "--help"}, .seconds = 10});
    return said.output + said.errors;
  }();
  return help.find("--" + option) != std::string::npos;
}

std::vector<std::string> bubblewrap_around(const request& asked) {
  std::vector<std::string> words = {"bwrap",
                                    "--unshare-user",
                                    "--unshare-pid",
                                    "--unshare-net",
                                    "--unshare-ipc",
                                    "--unshare-uts",
                                    "--unshare-cgroup-try",
                                    "--die-with-parent",
                                    "--new-session",
                                    "--cap-drop",
                                    "ALL",
                                    "--uid",
                                    "65534",
                                    "--gid",
                                    "65534",
                                    "--hostname",
                                    "lab"};
  const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
  if (bubblewrap_knows("disable-userns")) add({"--disable-userns"});
  for (const char* folder : system_folders) add({"--ro-bind-try", folder, folder});
  for (const char* device : devices) add({"--dev-bind", device, device});
  if (bubblewrap_knows("size")) add({"--size", std::to_string(asked.confined.room), "--tmpfs", "/tmp"});
  for (const std::string& path : asked.confined.readable) add({"--ro-bind", path, path});
  if (const std::string& folder = asked.confined.writable; !folder.empty()) add({"--bind", folder, folder});
  add({"--remount-ro", "/", "--chdir", asked.folder.empty() ? "/" : asked.folder, "--"});
  // Bubblewrap's own process within counts, too.
  if (asked.allowed.processes > 0) add({"prlimit", "--nproc=" + std::to_string(asked.allowed.processes + 1), "--"});
  // Looked for out here: within, PATH may lead elsewhere.
  const std::string program = find_program(asked.command.front());
  words.push_back(program.empty() ? asked.command.front() : program);
  words.insert(words.end(), asked.command.begin() + 1, asked.command.end());
  return words;
}

std::string find_out_why_not(rung on) {
  if (on == rung::none) return "";
#ifndef __linux__
  return "it needs Linux";
#endif
  if (on == rung::user && geteuid() != 0) return "only root can run programs as another user";
  if (on == rung::bubblewrap && find_program("bwrap").empty())
    return "bubblewrap is not installed (apt-get install bubblewrap)";
  const result tried = run({.command = {"true"}, .allowed = {.processes = 8}, .confined = {.on = on}, .seconds = 20});
  if (tried.succeeded()) return "";
  const std::string said = tried.errors.substr(0, tried.errors.find('\n'));
  return "the system does not let it start a program" + (said.empty() ? "" : ": " + said);
}

}  // namespace

std::string_view to_string(rung on) { return names.at(static_cast<std::size_t>(on)); }

std::string why_not(rung on) {
  static std::mutex guard;
  static std::map<rung, std::string> known;
  const std::lock_guard<std::mutex> lock(guard);
  const auto found = known.find(on);
  return found != known.end() ? found->second : known.emplace(on, find_out_why_not(on)).first->second;
}

rung demanded_rung(const std::string& name) {
  if (name == "auto") {
    for (const rung on : {rung::bubblewrap, rung::user, rung::limits})
      if (why_not(on).empty()) return on;
    fail(error_kind::config, "sandbox auto: this machine offers none: ", why_not(rung::limits));
  }
  for (const rung on : {rung::bubblewrap, rung::user, rung::limits}) {
    if (to_string(on) != name) continue;
    if (const std::string why = why_not(on); !why.empty()) fail(error_kind::config, "sandbox ", name, ": ", why);
    return on;
  }
  fail(error_kind::config, "sandbox ", name, ": expected auto, bubblewrap, user or limits");
}

bool needs_other_user(rung on) { return on == rung::user || (on == rung::bubblewrap && geteuid() == 0); }

std::size_t threads_of_this_user() {
  std::size_t count = 0;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", none)) {
    const std::string tasks = entry.path().string() + "/task";
    struct stat about {};
    if (stat(tasks.c_str(), &about) == 0 && about.st_uid == geteuid() && about.st_nlink > 2)
      count += about.st_nlink - 2;
  }
  return count;
}

std::vector<std::string> command_in_sandbox(const request& asked) {
  return asked.confined.on == rung::bubblewrap ? bubblewrap_around(asked) : asked.command;
}

}  // namespace lab::child
