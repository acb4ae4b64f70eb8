#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/manifest.hpp"
#include "judge/toolchain.hpp"

namespace sfumato::lab {

using exercise = ::lab::manifest_exercise;

/// Where the lab's pieces lie, and what it consists of.
struct course {
  std::filesystem::path exercises, solutions;
  std::filesystem::path home;  ///< what the lab remembers of a group: $SFUMATO_LAB_HOME, or .lab/ in the project
  ::lab::toolchain tools;
  ::lab::manifest contents;

  std::filesystem::path file_of(const exercise& one) const { return exercises / (one.group() + ".hpp"); }
  std::filesystem::path solution_of(const exercise& one) const { return solutions / (one.group() + ".hpp"); }
};

/// Throws (io, config) where exercises/manifest.json is missing or wrong.
course open_course();

/// Puts a copy of the file into the home folder, under a name that is not taken; returns where.
std::filesystem::path keep_copy(const course& of, const std::filesystem::path& file);

/// A path as people in this folder would write it.
std::string short_path(const std::filesystem::path& path);

/// "2026-11-24T18:05:00Z"
std::string time_now();

/// SHA-256 of a text, in hexadecimal.
std::string hash_of(std::string_view text);

}  // namespace sfumato::lab
