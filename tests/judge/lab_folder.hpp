#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "judge/driver.hpp"

namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, emptied first.
inline std::string fresh_folder(const std::string& name) {
  const fs::path folder = fs::path(JUDGE_TEST_FOLDER) / name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder.string();
}

/// Workers are kept between runs, so that only what changed is compiled again.
inline std::string kept_folder(const std::string& name) {
  const fs::path folder = fs::path(JUDGE_TEST_FOLDER) / name;
  fs::create_directories(folder);
  return folder.string();
}

/// Where that is kept which is the same whatever a student writes, precompiled headers and servers: most of what is
/// compiled for a tree that is judged whole. Not for code that might do something to it.
inline std::string shared_folder() { return kept_folder("shared"); }

/// The solutions with some files replaced.
inline std::string copy_of_solutions(const std::string& name) {
  const std::string tree = fresh_folder(name);
  fs::copy(LAB_ROOT "/solutions", tree, fs::copy_options::recursive);
  return tree;
}

inline const lab::test_result& find(const std::vector<lab::test_result>& results, const std::string& id) {
  for (const auto& result : results)
    if (result.id == id) return result;
  throw std::runtime_error("no result for " + id);
}

}  // namespace
