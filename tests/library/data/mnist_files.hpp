#pragma once

#include <filesystem>
#include <string>

#include "tests/library/data/idx_files.hpp"
#include "tests/library/io/temporary_folder.hpp"

namespace sfumato_test {

/// A folder of n images of 4x4 pixels; image i shows the grey value 10 i and has the label i % 10.
inline void put_mnist(const std::filesystem::path& folder, int n, bool packed = false,
                      const std::string& part = "train") {
  std::filesystem::create_directories(folder);
  std::string images = idx_header(3, {n, 4, 4}), labels = idx_header(1, {n});
  for (int i = 0; i < n; ++i) {
    images += std::string(16, static_cast<char>(10 * i));
    labels += static_cast<char>(i % 10);
  }
  put(folder / (part + "-images-idx3-ubyte" + (packed ? ".gz" : "")), packed ? gzip(images) : images);
  put(folder / (part + "-labels-idx1-ubyte" + (packed ? ".gz" : "")), packed ? gzip(labels) : labels);
}

}  // namespace sfumato_test
