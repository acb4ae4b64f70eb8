#pragma once

#include <filesystem>
#include <string>

#include "sfumato/io/bitmap.hpp"

namespace sfumato::lab {

/// A grey picture of the size of a model's images. option: for messages, such as --init. Throws (io) naming option and
/// file, before memory is taken, where it is no such PNG file.
bitmap read_grey(const std::string& option, const std::filesystem::path& path, index_t height, index_t width);

}  // namespace sfumato::lab
