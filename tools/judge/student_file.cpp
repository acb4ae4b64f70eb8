#include "judge/student_file.hpp"

#include <csignal>
#include <filesystem>

#include "child/run.hpp"
#include "judge/built_here.hpp"
#include "judge/compile_room.hpp"
#include "judge/dependencies.hpp"
#include "judge/manifest.hpp"
#include "judge/worker_cache.hpp"
#include "messages/linking.hpp"
#include "messages/text.hpp"

namespace lab {

namespace fs = std::filesystem;

namespace {

/// What a student's file reads and must not, a solution, a suite or the library, in words; or nothing.
std::string about_includes(const toolchain& tools, const group_build& build, const std::vector<std::string>& files) {
  std::vector<std::string> may_be_read{build.tree,    build.out,   build.cache(),
                                       tools.headers, tools.eigen, tools.suites + "/" + build.group + ".registry.hpp"};
  if (build.with_wrong_variants)
    may_be_read.insert(may_be_read.end(),
                       {tools.suites, tools.mistakes, built_here::root() + "/tools", built_here::root() + "/include"});
  const std::string hidden = first_hidden(built_here::root(), may_be_read, files);
  return hidden.empty() ? ""
                        : text(" includes ", hidden,
                               ", which is not part of the exercises. There are lab.hpp, the standard library and "
                               "headers of your own beside it.");
}

/// Why a compiler ended that says nothing of the file; or nothing.
std::string about_machine(const toolchain& tools, const child::ending& end, const std::string& printed) {
  const auto says = [&](const char* words) { return printed.find(words) != std::string::npos; };
  if (says("No space left on device"))
    return ": there is no space left on the disk to compile it. Free some, and test again.";
  if (end.flooded) return ": the compiler printed without end. Does the file include itself?";
  if (end.timed_out || end.signal == SIGXCPU)
    return text(": the compiler needed more than ", tools.compiling_seconds, " seconds. Does the file include itself?");
  if (end.signal != 0 || end.code > 128 || says("memory exhausted") || says("out of memory") || says("bad_alloc") ||
      says("Killed signal"))
    return ": the compiler ended for want of memory. Does the file include something endless? Else test again.";
  return "";
}

/// Text as some editors save "Unicode": two bytes a letter, so a zero byte beside each plain one.
bool is_utf16(const std::string& code) {
  return code.rfind("\xff\xfe", 0) == 0 || code.rfind("\xfe\xff", 0) == 0 || code.substr(0, 64).find('\0') < 64;
}

}  // namespace

std::optional<std::vector<std::string>> compile_student_file(const toolchain& tools, const group_build& build,
                                                             compiled_file about, std::vector<std::string> command) {
  const std::string program = build.out + "/" + build.group, name = fs::path(about.file).filename().string();
  sweep(program);
  if (is_utf16(read_text(about.file))) {
    fs::remove(program + ".warning");
    put_text(program + ".error", name + " is saved as UTF-16, which compilers do not read. Save it as UTF-8.");
    return headers_beside(about.file);
  }
  const compile_room room(tools, program);
  command.insert(command.end(), {"-o", room.product()});
  child::request call = tools.call(std::move(command), program + ".log");
  room.open(call);
  const child::ending end = child::run(call);
  room.close();
  const std::string printed = read_text(program + ".log");
  if (!printed.empty()) {
    about.code = read_text(about.file);
    about.names = names_of(tools.manifest);
  }
  const auto complaint = first_complaint(printed, about);
  const auto files = dependencies(program + ".d");
  // The worker before it stays: somebody may be about to run it. Who sees an .error asks no worker.
  const auto refused = [&](const std::string& why) {
    fs::remove(unfinished(program));
    put_text(program + ".error", why);
  };
  fs::remove(program + ".warning");
  if (!end.succeeded()) {
    const std::string trouble = about_machine(tools, end, printed);
    if (trouble.empty() && complaint.line == 0) {
      const std::string unlinked = link_complaint(printed, name, about.code);
      const std::string log = complaint.sentence.empty() ? ": " + program + ".log" : "";
      refused(unlinked.empty() ? complaint.in_words(name) + log : unlinked);
      return unlinked.empty() ? std::nullopt : std::optional(headers_beside(about.file));
    }
    refused(trouble.empty() ? complaint.in_words(name) : name + trouble);
    if (!trouble.empty() || complaint.line == 0) return std::nullopt;
    return headers_beside(about.file);
  }
  if (const std::string outside = about_includes(tools, build, files); !outside.empty()) {
    refused(name + outside);
    return own_files(files);
  }
  std::string warnings;
  for (const compile_complaint& one : warnings_in(printed, about)) warnings += one.in_words(name) + "\n\n";
  if (!warnings.empty()) put_text(program + ".warning", warnings);
  finish(program);
  fs::remove(program + ".error");
  return own_files(files);
}

}  // namespace lab
