#include "judge/toolchain.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "child/run.hpp"
#include "judge/built_here.hpp"
#include "judge/compile_room.hpp"
#include "judge/dependencies.hpp"
#include "judge/file_lock.hpp"
#include "judge/student_file.hpp"
#include "judge/worker_cache.hpp"
#include "judge/worker_program.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using sfumato::error_kind;
using sfumato::fail;

constexpr std::size_t longest_text = 16u << 20;

bool is_clang(const toolchain& tools) { return tools.compiler.find("clang") != std::string::npos; }

std::vector<std::string> flags(const toolchain& tools) {
  std::vector<std::string> all = {"-std=c++20",
                                  "-O1",
                                  "-D_GLIBCXX_ASSERTIONS",
                                  "-Wall",
                                  "-Wextra",
                                  "-Wno-unused-parameter",
                                  "-Werror=return-type",
                                  "-Werror=uninitialized",
                                  "-Werror=parentheses",
                                  "-Wfloat-conversion",
                                  "-Wshadow",
                                  "-DEIGEN_INITIALIZE_MATRICES_BY_NAN",
                                  "-fno-diagnostics-color",
                                  "-I" + tools.headers,
                                  "-isystem",
                                  tools.eigen};
  if (is_clang(tools)) {
    all.push_back("-ferror-limit=5");
  } else {
    all.insert(all.end(), {"-fmax-errors=5", "-Wno-maybe-uninitialized"});
  }
  return all;
}

std::vector<std::string> compile_command(const toolchain& tools, std::initializer_list<std::string> more) {
  std::vector<std::string> words{tools.compiler};
  for (std::string& flag : flags(tools)) words.push_back(std::move(flag));
  words.insert(words.end(), more);
  return words;
}

/// A source on top of the precompiled headers, its dependencies going into a file.
std::vector<std::string> source_on(const toolchain& tools, const std::string& prelude, const std::string& source,
                                   const std::string& names) {
  const bool clang = is_clang(tools);
  return compile_command(
      tools, {clang ? "-include-pch" : "-include", clang ? prelude + ".pch" : prelude, "-MD", "-MF", names, source});
}

/// The half of a worker that no student changes; returns its object file.
std::string build_server(const toolchain& tools, const group_build& build, const std::string& prelude,
                         const std::string& registry) {
  const std::string stem = build.cache() + "/" + build.group + ".server", object = stem + ".o";
  const std::string source = server_text(tools, build, registry);
  const std::string ingredients = text(prelude, source, tools.compiler, build.with_wrong_variants);
  fs::create_directories(fs::path(stem).parent_path());
  const file_lock mine(stem + ".lock");
  if (fs::exists(object) && still_made_of(stem + ".key", ingredients)) return object;

  fs::remove(stem + ".key");
  sweep(object);
  put_text(stem + ".cpp", source);
  auto command = source_on(tools, prelude, stem + ".cpp", stem + ".d");
  command.insert(command.end(), {"-c", "-o", unfinished(object)});
  if (build.with_wrong_variants)
    command.insert(command.begin() + 1, {"-I" + built_here::root() + "/tools", "-I" + built_here::root() + "/include",
                                         "-I" + tools.suites, "-I" + tools.mistakes});
  if (!child::run(tools.call(command, stem + ".log")).succeeded())
    fail(error_kind::config, tools.suites, "/", build.group, ".registry.hpp: cannot be compiled; the compiler's words ",
         "are in ", stem, ".log");
  finish(object);
  note_made_of(stem + ".key", ingredients, own_files(dependencies(stem + ".d")));
  return object;
}

void build_worker(const toolchain& tools, const group_build& build, const std::string& prelude) {
  const std::string program = build.out + "/" + build.group, key = program + ".key";
  const std::string student_file = build.tree + "/" + build.group + ".hpp";
  const std::string registry = read_text(tools.suites + "/" + build.group + ".registry.hpp");
  const std::string source = functions_text(build, registry);
  const std::string server = build_server(tools, build, prelude, registry);
  const std::string ingredients =
      text(prelude, source, tools.compiler, student_file, read_text(build.cache() + "/" + build.group + ".server.key"));
  fs::create_directories(fs::path(program).parent_path());
  const file_lock mine(program + ".lock");
  const bool judged = fs::exists(program) || fs::exists(program + ".error");
  if (judged && still_made_of(key, ingredients)) return;

  fs::remove(key);
  if (!fs::exists(student_file)) {
    put_text(program + ".error", student_file + " is missing. ./lab reset puts it back.");
    return;
  }
  const std::string before = contents(headers_beside(student_file));
  put_text(program + ".cpp", source);
  const std::string beside = fs::path(student_file).parent_path().string();
  auto command = source_on(tools, prelude, program + ".cpp", compile_room(tools, program).names());
  command.insert(command.end(), {"-iquote", beside, server});
  toolchain within = tools;
  within.confined.readable = {tools.headers, fs::path(prelude).parent_path().string(), server, program + ".cpp",
                              beside};
  if (tools.eigen.rfind("/usr/", 0) != 0) within.confined.readable.push_back(tools.eigen);
  const auto files = compile_student_file(within, build, {student_file, registry, build.group}, std::move(command));
  // What was saved while the compiler read it is compiled again the next time.
  if (files && contents(headers_beside(student_file)) == before) note_made_of(key, ingredients, *files);
}

}  // namespace

child::request toolchain::call(std::vector<std::string> command, const std::string& log) const {
  return {.command = std::move(command),
          .environment = {"LC_ALL=C"},
          .allowed = {.memory = compiling_memory,
                      .file_size = std::size_t{256} << 20,
                      .cpu_seconds = static_cast<std::size_t>(compiling_seconds) + 1},
          .log = log,
          // In a sandbox what it computes is counted; other programs may slow it down.
          .seconds = confined.on == child::rung::none ? compiling_seconds : 4 * compiling_seconds,
          .while_running = going_on};
}

std::string read_text(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(error_kind::io, file, ": cannot be opened");
  // A log may be as long as a compiler can make it.
  std::string all, piece(1u << 16, '\0');
  while (all.size() < longest_text &&
         (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())), stream.gcount() > 0))
    all.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
  return all;
}

void write_text(const std::string& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush()) fail(error_kind::io, file, ": cannot be written");
}

std::string build_prelude(const toolchain& tools, const std::string& out) {
  std::string all = tools.compiler;
  for (const std::string& flag : flags(tools)) all += "\n" + flag;
  for (const char* header :
       {"lab.hpp", "places.hpp", "checked_array.inc", "keep_memory.hpp", "protocol.hpp", "worker.hpp"})
    all += read_text(tools.headers + "/" + header);
  const std::string folder = out + "/prelude-" + text(fingerprint(all));
  const std::string header = folder + "/prelude.hpp";
  const std::string compiled = header + (is_clang(tools) ? ".pch" : ".gch");
  if (fs::exists(compiled)) return header;

  fs::create_directories(folder);
  const file_lock mine(folder + "/lock");
  if (fs::exists(compiled)) return header;
  sweep(compiled);
  put_text(header, "#include \"worker.hpp\"\n");
  const auto command = compile_command(tools, {"-x", "c++-header", header, "-o", unfinished(compiled)});
  child::request asked = tools.call(command, folder + "/log");
  asked.seconds = 0;  // our own headers come to an end, however busy the machine is; computing stays limited
  if (!child::run(asked).succeeded())
    fail(error_kind::config, "the compiler ", tools.compiler, " cannot compile lab.hpp; its words are in ", folder,
         "/log");
  finish(compiled);
  return header;
}

void build_workers(const toolchain& tools, const std::vector<group_build>& groups) {
  if (groups.empty()) return;
  const std::string prelude = build_prelude(tools, groups.front().cache());
  std::atomic<std::size_t> next{0};
  std::exception_ptr trouble;
  std::mutex guard;
  const auto work = [&] {
    for (std::size_t i = next++; i < groups.size(); i = next++) {
      try {
        build_worker(tools, groups[i], prelude);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(guard);
        trouble = std::current_exception();
      }
    }
  };
  std::vector<std::thread> crew;
  const std::size_t threads = tools.threads > 0 ? tools.threads : std::max(2u, std::thread::hardware_concurrency());
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, groups.size()); ++i) crew.emplace_back(work);
  work();
  for (std::thread& one : crew) one.join();
  if (trouble) std::rethrow_exception(trouble);
}

}  // namespace lab
