#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "grade/grader.hpp"

namespace lab {

/// A submission and where its results go.
struct work_item {
  std::string path;    ///< a folder or an archive
  std::string name;    ///< shown, and of its folder
  std::string folder;  ///< of its results
};

/// What was named on the command line, folders of submissions taken apart. One alone has its results in `out` itself,
/// of several each has a folder there.
std::vector<work_item> work_for(const std::vector<std::string>& named, const std::string& out,
                                const std::set<std::string>& wanted);

/// Grades all, so many at once, in any order. What an earlier run finished with the same files, version, rung and
/// compiler is kept. Each submission's results are written once it is done with, each file in one step; where that
/// fails, or the submission cannot be graded, `say` tells and the others go on. Returns them in the order of the work.
std::vector<graded> grade_all(grader& with, const std::vector<work_item>& work, std::size_t at_once,
                              const std::atomic<bool>& stop, const std::function<void(const std::string&)>& say);

}  // namespace lab
