#pragma once

#include <filesystem>
#include <string>

namespace sfumato::lab {

/// All of a file. Throws (io) naming it where it cannot be read.
std::string text_of(const std::filesystem::path& file);

}  // namespace sfumato::lab
