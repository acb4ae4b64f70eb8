#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "judge/manifest.hpp"
#include "lab_folder.hpp"
#include "messages/text.hpp"

// Mistakes that people make, collected by someone who had not seen what the judge recognises: how many does it name? A
// file an exercise, in mistakes/: a heading, the line "must say: REGEX", perhaps "does not compile", and the code that
// stands in the place of the solution.
namespace {

struct mistake {
  std::string id, title, must_say, code;
  bool compiles = true;
};

std::string trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t`"), end = line.find_last_not_of(" \t`\r");
  return begin == std::string::npos ? "" : line.substr(begin, end + 1 - begin);
}

std::vector<mistake> mistakes_in(const fs::path& file) {
  std::vector<mistake> all;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind("#", 0) == 0) {
      all.push_back({file.stem().string(), trimmed(line.substr(line.find_first_not_of('#'))), "", ""});
    } else if (all.empty()) {
      continue;
    } else if (line.rfind("must say:", 0) == 0) {
      all.back().must_say = trimmed(line.substr(9));
    } else if (line.rfind("does not compile", 0) == 0) {
      all.back().compiles = false;
    } else if (line.rfind("    ", 0) == 0) {
      all.back().code += line.substr(4) + "\n";
    } else if (line.empty() && !all.back().code.empty()) {
      all.back().code += "\n";
    }
  }
  all.erase(std::remove_if(all.begin(), all.end(), [](const mistake& one) { return one.code.empty(); }), all.end());
  return all;
}

std::vector<mistake> every_mistake() {
  const char* other = std::getenv("MISTAKES");  // a folder, while somebody collects more
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(other ? other : JUDGE_TEST_SOURCES "/mistakes"))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<mistake> all;
  for (const fs::path& file : files)
    for (mistake& one : mistakes_in(file)) all.push_back(std::move(one));
  return all;
}

/// The file with a mistake in the place of one exercise's solution, at that place's indentation.
std::string with_mistake(const std::string& file, const mistake& one) {
  const std::size_t part = file.find("/// Exercise " + one.id + ":");
  const std::size_t begin = file.find("  // BEGIN SOLUTION", part), end = file.find("  // END SOLUTION", part);
  if (part == std::string::npos || end == std::string::npos) throw std::runtime_error(one.id + ": no such solution");
  const std::size_t next = file.find('\n', end) + 1;
  std::istringstream lines(one.code);
  std::string body;
  for (std::string line; std::getline(lines, line);) body += line.empty() ? "\n" : "  " + line + "\n";
  while (body.size() > 1 && body[body.size() - 2] == '\n') body.pop_back();
  return file.substr(0, begin) + body + file.substr(next);
}

/// Mistakes that can be tried in one run: at most one an exercise, and alone in its file where it does not compile.
std::vector<std::vector<const mistake*>> runs_of(const std::vector<mistake>& all, const lab::manifest& exercises) {
  struct run {
    std::vector<const mistake*> mistakes;
    std::set<std::string> ids, groups, closed;  // closed: files that take no other
  };
  std::vector<run> runs;
  for (const mistake& one : all) {
    const std::string group = exercises.select(one.id).front()->group();
    const auto takes = [&](const run& r) {
      return r.ids.count(one.id) == 0 && r.closed.count(group) == 0 && (one.compiles || r.groups.count(group) == 0);
    };
    auto found = std::find_if(runs.begin(), runs.end(), takes);
    if (found == runs.end()) found = runs.insert(runs.end(), run{});
    found->mistakes.push_back(&one);
    found->ids.insert(one.id);
    found->groups.insert(group);
    if (!one.compiles) found->closed.insert(group);
  }
  std::vector<std::vector<const mistake*>> lists;
  for (run& r : runs) lists.push_back(std::move(r.mistakes));
  return lists;
}

/// Whether a message says that it knows the mistake.
bool claims(const std::string& message) {
  for (const char* words : {"This is what comes out when", "By the way", "The compiler warns"})
    if (message.find(words) != std::string::npos) return true;
  return false;
}

struct tally {
  int all = 0, named = 0, wrongly = 0;
  std::string well_named, unnamed, wrongly_named;
};

void judge(const mistake& one, const lab::test_result& result, tally& count) {
  EXPECT_FALSE(result.passed()) << one.id << ": " << one.title << ": passes";
  EXPECT_EQ(result.status == "compile_error", !one.compiles) << one.id << ": " << one.title << "\n" << result.message;
  const std::regex wanted(one.must_say, std::regex::ECMAScript | std::regex::icase);
  const std::string words = "\n## " + one.id + ": " + one.title + "\nmust say: " + one.must_say + "\n" + one.code +
                            "\n" + result.message + "\n";
  ++count.all;
  if (std::regex_search(result.message, wanted)) {
    ++count.named;
    count.well_named += words;
  } else if (claims(result.message)) {
    ++count.wrongly;
    count.wrongly_named += words;
  } else {
    count.unnamed += words;
  }
}

/// Tries run after run in a tree of its own, until none is left.
void try_runs(int thread, const std::vector<std::vector<const mistake*>>& runs, std::atomic<std::size_t>& next,
              std::mutex& guard, tally& count) {
  const lab::toolchain tools;
  const lab::manifest exercises = lab::read_manifest(tools.manifest);
  for (std::size_t i = next++; i < runs.size(); i = next++) {
    const std::string tree = copy_of_solutions(lab::text("mistaken-", thread));
    lab::test_request request{
        .tree = tree, .out = kept_folder(lab::text("mistaken-workers-", thread)), .shared = shared_folder()};
    for (const mistake* one : runs[i]) {
      const std::string file = tree + "/" + exercises.select(one->id).front()->group() + ".hpp";
      lab::write_text(file, with_mistake(lab::read_text(file), *one));
      request.selection.push_back(one->id);
    }
    const auto results = lab::run_tests(tools, request);
    const std::lock_guard<std::mutex> lock(guard);
    for (const mistake* one : runs[i]) judge(*one, find(results, one->id), count);
  }
}

TEST(mistakes, are_named_as_a_teacher_would) {
  const auto all = every_mistake();
  const auto runs = runs_of(all, lab::read_manifest(lab::toolchain().manifest));
  tally count;
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  // Compiling keeps two cores busy already; a second run goes on while the first one's answers are judged.
  std::thread other([&] { try_runs(1, runs, next, guard, count); });
  try_runs(0, runs, next, guard, count);
  other.join();
  std::printf("%d mistakes: %d named (%.1f%%), %d named wrongly, %d not named\n", count.all, count.named,
              100.0 * count.named / std::max(1, count.all), count.wrongly, count.all - count.named - count.wrongly);
  lab::write_text(JUDGE_TEST_FOLDER "/mistakes_named.md", count.well_named);
  lab::write_text(JUDGE_TEST_FOLDER "/mistakes_not_named.md", count.unnamed);
  lab::write_text(JUDGE_TEST_FOLDER "/mistakes_named_wrongly.md", count.wrongly_named);
  EXPECT_GE(count.all, 300);
  EXPECT_GE(10 * count.named, 9 * count.all) << count.unnamed;
  EXPECT_EQ(count.wrongly, 0) << count.wrongly_named;
}

}  // namespace
