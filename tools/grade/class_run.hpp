#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "grade/grader.hpp"
#include "grade/progress.hpp"
#include "grade/work.hpp"

namespace lab {

/// Grades all, so many at once, in any order. What an earlier run finished with the same files, key, judge, version,
/// rung and compiler is kept. Each submission's results are written once it is done with, each file in one step; where
/// that fails, or the submission cannot be graded, its `trouble` says so and the others go on. After each `tell` is
/// called, by one thread at a time. Returns them in the order of the work; once `stop` is set, those that were done.
std::vector<graded> grade_all(grader& with, const std::vector<work_item>& work, std::size_t at_once,
                              const std::atomic<bool>& stop, const std::function<void(const step&)>& tell);

}  // namespace lab
