#include "grade/class_run.hpp"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include "grade/plain_text.hpp"
#include "grade/results.hpp"

namespace lab {

std::vector<graded> grade_all(grader& with, const std::vector<work_item>& work, std::size_t at_once,
                              const std::atomic<bool>& stop, const std::function<void(const step&)>& tell) {
  std::vector<std::optional<graded>> results(work.size());
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::size_t done = 0, computed = 0;
  const auto begun = std::chrono::steady_clock::now();

  const auto grade = [&](std::size_t i) {
    graded one;
    bool kept = false;
    try {
      const intake taken = take_submission(work[i].parts, with.wanted());
      one = with.begin(work[i].name, taken);
      one.people = work[i].people;
      one.remarks.insert(one.remarks.begin(), work[i].remarks.begin(), work[i].remarks.end());
      kept = complete_from_before(one, work[i].folder);
      if (!kept) with.finish(one, taken, stop);
      if (stop && !kept) return;
      // Also of what is kept: names and pages may be others than last time.
      write_results(one, taken, work[i]);
    } catch (const std::exception& error) {
      one.name = work[i].name;
      one.trouble = error.what();
    }
    const std::lock_guard<std::mutex> lock(guard);
    ++done;
    if (!kept) ++computed;
    step now{.one = one, .kept = kept, .done = done, .all = work.size(), .seconds_left = {}};
    if (computed > 0) {
      const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
      now.seconds_left = passed / static_cast<double>(computed) * static_cast<double>(work.size() - done);
    }
    tell(now);
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
