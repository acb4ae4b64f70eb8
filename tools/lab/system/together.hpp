#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato::lab {

struct planned_file {
  std::filesystem::path path;
  std::string text;
  bool is_new = false;  ///< it must not be there yet
};

/// Writes all of the files or none: everything is on the disk under other names before the first one appears, and where
/// one cannot take its place, those before it are put back. Throws (io).
void write_together(const std::vector<planned_file>& files);

}  // namespace sfumato::lab
