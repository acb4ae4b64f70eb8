#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "lab/student/sampling.hpp"

namespace sfumato::lab {

/// Drawings that a page keeps in its folder, each under what it was made of: a run that was stopped goes on behind the
/// last one that was done, and a page that is drawn again draws what has changed.
class kept_drawings {
 public:
  /// again: what was there before is not used.
  kept_drawings(std::filesystem::path folder, bool again) : folder_(std::move(folder)), again_(again) {}

  /// key: a file's name. Nothing where there is none, or it cannot be read.
  std::optional<generated> find(const std::string& key) const;
  /// Rounds to floats. Throws (io) where it cannot be written; nothing half-written is left.
  void add(const std::string& key, const generated& drawn);

 private:
  std::filesystem::path file_of(const std::string& key) const { return folder_ / (key + ".safetensors"); }

  std::filesystem::path folder_;
  bool again_;
  std::set<std::string> added_;
};

}  // namespace sfumato::lab
