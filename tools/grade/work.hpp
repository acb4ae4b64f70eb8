#pragma once

#include <set>
#include <string>
#include <vector>

#include "grade/downloads.hpp"
#include "grade/graded.hpp"
#include "grade/intake.hpp"

namespace lab {

/// A submission and where its results go.
struct work_item {
  std::vector<submission_part> parts;  ///< folders and archives
  std::string name;                    ///< shown, and of its folder
  std::string folder;                  ///< of its results
  std::string back = {};               ///< from there to the page of the class, where there is one
  std::vector<person> people = {};
  std::vector<std::string> remarks = {};  ///< what was seen before it was opened
};

/// What was named on the command line, folders of submissions taken apart. One alone has its results in `out` itself,
/// of several each has a folder there.
std::vector<work_item> work_for(const std::vector<std::string>& named, const std::string& out,
                                const std::set<std::string>& wanted);

/// What a bulk download holds.
std::vector<work_item> work_for(const download& found, const std::string& out);

/// Every n-th of them, beginning with the i-th from 1: a class taken apart the same way on every machine.
std::vector<work_item> part_of_work(const std::vector<work_item>& work, std::size_t i, std::size_t n);

}  // namespace lab
