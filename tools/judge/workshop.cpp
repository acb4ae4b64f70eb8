#include "judge/workshop.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <regex>
#include <sstream>
#include <thread>

#include "judge/command.hpp"
#include "judge/compile_errors.hpp"
#include "judge/dependencies.hpp"
#include "judge/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using sfumato::error_kind;
using sfumato::fail;

std::string key_of(const std::string& bytes) { return text(fingerprint(bytes)); }

bool is_clang(const workshop& tools) { return tools.compiler.find("clang") != std::string::npos; }

std::vector<std::string> flags(const workshop& tools) {
  std::vector<std::string> all = {"-std=c++20",
                                  "-O1",
                                  "-D_GLIBCXX_ASSERTIONS",
                                  "-Wall",
                                  "-Wextra",
                                  "-Wno-unused-parameter",
                                  "-Werror=return-type",
                                  "-Werror=uninitialized",
                                  "-Werror=parentheses",
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

std::vector<std::string> compile_command(const workshop& tools, std::initializer_list<std::string> more) {
  std::vector<std::string> words{tools.compiler};
  for (std::string& flag : flags(tools)) words.push_back(std::move(flag));
  words.insert(words.end(), more);
  return words;
}

/// The program around a group: its includes, and the registry's lines as the worker reads them.
std::string program_text(const workshop& tools, const group_build& build, const std::string& registry) {
  const std::string name = fs::path(build.group).filename().string();
  std::string lines, wrong, includes;
  std::istringstream stream(registry);
  for (std::string line; std::getline(stream, line);)
    if (line.rfind("#", 0) != 0 && !line.empty()) lines += "  " + line + "\n";
  const std::regex entry(R"rx(LAB_EXERCISE\("[^"]*",\s*(\w+))rx");
  for (std::sregex_iterator found(lines.begin(), lines.end(), entry), end; found != end; ++found) {
    const std::string function = (*found)[1];
    const std::string header = fs::path(build.group).parent_path().string() + "/" + function + ".wrong.hpp";
    if (!build.with_wrong_variants || !fs::exists(tools.suites + "/" + header)) continue;
    includes += "#include \"" + header + "\"\n";
    wrong += "  add_wrong(to, wrong::" + function + ", variant);\n";
  }
  lines = std::regex_replace(lines, std::regex("LAB_EXERCISE"), "LAB_SERVE");
  return text("#include \"", name, ".hpp\"\n", includes,
              includes.empty() ? "" : "#include \"judge/wrong_worker.hpp\"\n",
              "\nint main(int, char** argument) {\n  static_cast<void>(argument);\n  lab::worker to;\n", lines,
              wrong.empty() ? "" : "  const std::string variant = argument[1] ? argument[1] : \"\";\n", wrong,
              "  return to.serve();\n}\n");
}

void build_worker(const workshop& tools, const group_build& build, const std::string& prelude) {
  const std::string program = build.out + "/" + build.group;
  const std::string student_file = build.tree + "/" + build.group + ".hpp";
  const std::string registry = read_text(tools.suites + "/" + build.group + ".registry.hpp");
  const std::string source = program_text(tools, build, registry);
  const std::string folder = fs::path(student_file).parent_path().string();

  const auto key_for = [&](const std::vector<std::string>& files) {
    return key_of(text(prelude, source, tools.compiler, student_file, contents(files)));
  };
  if (fs::exists(program + ".key")) {
    std::istringstream stored(read_text(program + ".key"));
    std::string key, file;
    std::getline(stored, key);
    std::vector<std::string> files;
    while (std::getline(stored, file)) files.push_back(file);
    if (key == key_for(files) && (fs::exists(program) || fs::exists(program + ".error"))) return;
  }

  fs::create_directories(fs::path(program).parent_path());
  for (const char* ending : {"", ".error", ".warning", ".d", ".key"}) fs::remove(program + ending);
  if (!fs::exists(student_file)) {
    write_text(program + ".error", student_file + " is missing. ./lab reset puts it back.");
    return;
  }
  write_text(program + ".cpp", source);
  auto command = compile_command(
      tools, {is_clang(tools) ? "-include-pch" : "-include", is_clang(tools) ? prelude + ".pch" : prelude, "-iquote",
              folder, "-MMD", "-MF", program + ".d", program + ".cpp", "-o", program});
  if (build.with_wrong_variants)
    command.insert(command.begin() + 1, {"-I" LAB_ROOT "/tools", "-I" LAB_ROOT "/include", "-I" + tools.suites});
  const command_end end = run_command(command, program + ".log", tools.compile_seconds);

  const std::string printed = read_text(program + ".log");
  const std::string name = fs::path(student_file).filename().string();
  std::vector<std::string> files = dependencies(program + ".d");
  if (end.succeeded()) {
    if (const auto complaint = first_complaint(printed, student_file, registry); complaint.line > 0)
      write_text(program + ".warning", complaint.in_words(name));
  } else {
    fs::remove(program);
    const std::string what = end.status == 124 ? text(name, ": the compiler needed more than ", tools.compile_seconds,
                                                      " seconds. Does the file include itself?")
                                               : first_complaint(printed, student_file, registry).in_words(name);
    write_text(program + ".error", what);
    files = headers_beside(student_file);
  }
  std::string key = key_for(files);
  for (const std::string& file : files) key += "\n" + file;
  write_text(program + ".key", key);
}

}  // namespace

std::string read_text(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(error_kind::io, file, ": cannot be opened");
  // A log may be as long as a compiler can make it.
  std::string all(1u << 20, '\0');
  stream.read(all.data(), static_cast<std::streamsize>(all.size()));
  all.resize(static_cast<std::size_t>(stream.gcount()));
  return all;
}

void write_text(const std::string& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush()) fail(error_kind::io, file, ": cannot be written");
}

std::string build_prelude(const workshop& tools, const std::string& out) {
  std::string all = tools.compiler;
  for (const std::string& flag : flags(tools)) all += "\n" + flag;
  for (const char* header : {"lab.hpp", "protocol.hpp", "worker.hpp"}) all += read_text(tools.headers + "/" + header);
  const std::string folder = out + "/prelude-" + key_of(all);
  const std::string header = folder + "/prelude.hpp";
  const std::string compiled = header + (is_clang(tools) ? ".pch" : ".gch");
  if (fs::exists(compiled)) return header;

  fs::create_directories(folder);
  write_text(header, "#include \"worker.hpp\"\n");
  // Under another name first: somebody else may be building the same one.
  const std::string unfinished = text(compiled, ".", getpid());
  const auto command = compile_command(tools, {"-x", "c++-header", header, "-o", unfinished});
  if (!run_command(command, folder + "/log", tools.compile_seconds).succeeded())
    fail(error_kind::config, "the compiler ", tools.compiler, " cannot compile lab.hpp; its words are in ", folder,
         "/log");
  fs::rename(unfinished, compiled);
  return header;
}

void build_workers(const workshop& tools, const std::vector<group_build>& groups) {
  if (groups.empty()) return;
  const std::string prelude = build_prelude(tools, groups.front().out);
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
  const std::size_t hands = std::max(2u, std::thread::hardware_concurrency());
  for (std::size_t i = 1; i < std::min<std::size_t>(hands, groups.size()); ++i) crew.emplace_back(work);
  work();
  for (std::thread& one : crew) one.join();
  if (trouble) std::rethrow_exception(trouble);
}

}  // namespace lab
