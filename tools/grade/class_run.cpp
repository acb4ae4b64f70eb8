#include "grade/class_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "grade/plain_text.hpp"
#include "judge/worker_cache.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* own_file = "grade.json";

/// In one step, or not at all.
void put_result(const std::string& file, const std::string& words) {
  try {
    put_text(file, words);
  } catch (...) {
    std::error_code none;
    fs::remove(unfinished(file), none);
    throw;
  }
}

/// Our own file comes last: where it is, all are.
void write_results(const graded& one, const std::string& folder) {
  fs::create_directories(folder);
  put_result(folder + "/results.json", to_gradescope(one));
  put_result(folder + "/junit.xml", to_junit(one));
  put_result(folder + "/" + own_file, to_own_json(one));
}

/// What an earlier run made of the same work.
std::optional<graded> done_before(const graded& begun, const std::string& folder) {
  try {
    if (!fs::exists(folder + "/" + own_file)) return std::nullopt;
    graded before = from_own_json(read_text(folder + "/" + own_file));
    const bool same = before.trouble.empty() && before.hash == begun.hash && before.version == begun.version &&
                      before.rung == begun.rung && before.compiler == begun.compiler;
    return same ? std::optional(before) : std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string time_left(double seconds) {
  return seconds < 90 ? text(std::lround(seconds), " s left") : text(std::lround(seconds / 60), " min left");
}

}  // namespace

std::vector<work_item> work_for(const std::vector<std::string>& named, const std::string& out,
                                const std::set<std::string>& wanted) {
  std::vector<std::string> paths;
  bool several = named.size() > 1;
  for (const std::string& name : named) {
    std::error_code none;
    if (fs::is_symlink(name, none) || !fs::is_directory(name, none) || is_one_submission(name, wanted)) {
      paths.push_back(name);
      continue;
    }
    several = true;
    std::vector<std::string> within;
    for (const auto& entry : fs::directory_iterator(name, none))
      if (const std::string file = entry.path().filename().string(); file.front() != '.' && file != "__MACOSX")
        within.push_back(entry.path().string());
    std::sort(within.begin(), within.end());
    paths.insert(paths.end(), within.begin(), within.end());
  }
  std::vector<work_item> work;
  std::set<std::string> taken;
  for (const std::string& path : paths) {
    const fs::path clean = fs::path(path + "/.").lexically_normal().parent_path();
    const std::string file = clean.filename().string();
    std::string name = folder_name(clean.extension() == ".zip" ? clean.stem().string() : file);
    for (int i = 2; !taken.insert(name).second; ++i) name = text(folder_name(file), "-", i);
    work.push_back({path, name, several ? out + "/" + name : out});
  }
  return work;
}

std::vector<graded> grade_all(grader& with, const std::vector<work_item>& work, std::size_t at_once,
                              const std::atomic<bool>& stop, const std::function<void(const std::string&)>& say) {
  std::vector<std::optional<graded>> results(work.size());
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::size_t done = 0, computed = 0;
  const auto begun = std::chrono::steady_clock::now();

  const auto grade = [&](std::size_t i) {
    graded one;
    bool kept = false;
    try {
      const intake taken = take_submission(work[i].path, with.wanted());
      one = with.begin(work[i].name, taken);
      if (auto before = done_before(one, work[i].folder)) {
        one = *before;
        one.name = work[i].name;
        kept = true;
      } else {
        with.finish(one, taken, stop);
        if (stop) return;
        write_results(one, work[i].folder);
      }
    } catch (const std::exception& error) {
      one.name = work[i].name;
      one.trouble = error.what();
    }
    const std::lock_guard<std::mutex> lock(guard);
    ++done;
    if (!kept) ++computed;
    std::string line = text("[", done, "/", work.size(), "] ", one.name, ": ");
    line += one.trouble.empty() ? text(one.earned(), " of ", one.max_points(), " points") : shown_name(one.trouble);
    if (kept) line += " (as before)";
    if (computed > 0 && done < work.size()) {
      const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
      line += ", " + time_left(passed / static_cast<double>(computed) * static_cast<double>(work.size() - done));
    }
    say(line);
    results[i] = std::move(one);
  };
  std::vector<std::thread> crew;
  const auto run = [&] {
    for (std::size_t i = next++; i < work.size() && !stop; i = next++) grade(i);
  };
  for (std::size_t i = 1; i < std::min(at_once, work.size()); ++i) crew.emplace_back(run);
  run();
  for (std::thread& one : crew) one.join();
  std::vector<graded> all;
  for (auto& one : results)
    if (one) all.push_back(std::move(*one));
  return all;
}

}  // namespace lab
