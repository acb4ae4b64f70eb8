#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato::lab {

/// A file that a command is going to write, and the option that names it.
struct output {
  std::string option;
  std::filesystem::path path;  ///< empty: not wanted
};

/// Throws (io), before any work is done, where a file cannot be written or two of them are the same.
void require_writable(const std::vector<output>& outputs);

}  // namespace sfumato::lab
