#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "child/sandbox.hpp"
#include "grade/class_run.hpp"

namespace {

namespace fs = std::filesystem;

inline const std::string signature = "inline image add_noise(const image& x0, const image& noise, scalar alpha_bar) ";
inline const std::string right_body = "{ return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise; }\n";
inline const std::string secret = "XYZZY-only-for-instructors";

/// A folder that others may pass through, not list.
class temporary_folder {
 public:
  temporary_folder() {
    std::string pattern = (fs::temp_directory_path() / "sfumato-grading-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path = pattern;
  }
  ~temporary_folder() { fs::remove_all(path); }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  std::string path;
};

inline void put(const std::string& file, const std::string& words) {
  fs::create_directories(fs::path(file).parent_path());
  std::ofstream(file, std::ios::binary) << words;
}

inline std::string text_in(const std::string& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Grades on the best rung that the machine offers; workers' common halves are compiled once.
inline lab::grader& the_grader() {
  static lab::grader* only = [] {
    lab::assignment given;
    given.key = "a key for tests alone";
    given.stubs = LAB_ROOT "/exercises";
    given.seconds = 3;
    given.tools.confined.on = lab::child::demanded_rung("auto");
    static lab::grader grader(given);
    return &grader;
  }();
  return *only;
}

inline lab::graded graded_from(const std::string& submission) {
  const std::atomic<bool> go_on{false};
  const lab::intake taken = lab::take_submission(submission, the_grader().wanted());
  lab::graded one = the_grader().begin("work", taken);
  the_grader().finish(one, taken, go_on);
  EXPECT_EQ(one.trouble, "");
  return one;
}

inline const lab::graded_exercise& verdict(const lab::graded& one, const std::string& id) {
  for (const auto& e : one.exercises)
    if (e.id == id) return e;
  throw std::runtime_error("no verdict on " + id);
}

/// A submission whose 1.2 is this code, with honest work beside it.
inline lab::graded graded_code(const std::string& code) {
  const temporary_folder folder;
  put(folder.path + "/exercises/1_forward/noising.hpp", "#pragma once\n#include \"lab.hpp\"\n" + code);
  fs::create_directories(folder.path + "/exercises/0_what_is_diffusion");
  fs::copy(LAB_ROOT "/solutions/0_what_is_diffusion/pixels.hpp", folder.path + "/exercises/0_what_is_diffusion/");
  return graded_from(folder.path);
}

}  // namespace
