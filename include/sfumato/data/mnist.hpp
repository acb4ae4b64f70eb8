#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sfumato/data/digits.hpp"
#include "sfumato/data/idx.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/data/resize.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The two parts of MNIST: 60,000 images to train on, 10,000 to test with.
enum class mnist_part { train, test };

/// The published name of a file; between: "-", or the "." that many unpackers write in front of idx.
inline std::string mnist_file(mnist_part part, bool images, const char* between = "-") {
  return join(part == mnist_part::train ? "train" : "t10k", images ? "-images" : "-labels", between,
              images ? "idx3-ubyte" : "idx1-ubyte");
}

/// The file in the folder, plain or with .gz behind; empty where there is none.
inline std::filesystem::path mnist_path(const std::filesystem::path& folder, mnist_part part, bool images) {
  std::error_code ignored;
  for (const char* between : {"-", "."})
    for (const char* ending : {"", ".gz"})
      if (const auto path = folder / (mnist_file(part, images, between) + ending);
          std::filesystem::is_regular_file(path, ignored))
        return path;
  return {};
}

/// Whether the folder holds both files of that part, plain or gzip.
inline bool holds_mnist(const std::filesystem::path& folder, mnist_part part = mnist_part::train) {
  return !mnist_path(folder, part, true).empty() && !mnist_path(folder, part, false).empty();
}

/// Loads a folder of MNIST's files (Fashion-MNIST's are named alike), keeps the images of the chosen digits in the
/// order of the file, and resizes them by area average to side x side x 1. Label k stands for digits[k].
/// load_mnist(folder, ...) reads plain files, load_mnist<content_reader>(folder, ...) those as they are published, too.
/// Throws (io) naming the file that is missing, damaged or does not fit the other, (value) naming a digit that does not
/// exist.
template <contents_reader Reader = file_reader>
image_dataset load_mnist(const std::filesystem::path& folder, mnist_part part, const std::vector<int>& digits,
                         index_t side = 16) {
  require_digits(digits);
  const auto path_of = [&](bool images) {
    const std::string name = mnist_file(part, images);
    const auto path = mnist_path(folder, part, images);
    require(!path.empty(), error_kind::io, folder.string(), ": expected a file ", name, " or ", name,
            ".gz, found neither");
    return path;
  };
  const auto image_path = path_of(true), label_path = path_of(false);
  const std::vector<std::uint8_t> labels = read_idx_labels<Reader>(label_path);
  const idx_images images = read_idx_images<Reader>(image_path);
  require(images.count == static_cast<index_t>(labels.size()), error_kind::io, label_path.string(), ": expected ",
          images.count, " labels, as many as ", image_path.string(), " has images, found ", labels.size());

  std::array<int, 10> class_of{};
  class_of.fill(-1);
  for (std::size_t k = 0; k < digits.size(); ++k) class_of[static_cast<std::size_t>(digits[k])] = static_cast<int>(k);
  std::array<index_t, 10> count{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require(labels[i] <= 9, error_kind::io, label_path.string(), ": expected labels of 0 to 9, found ",
            static_cast<int>(labels[i]), " at index ", i);
    ++count[labels[i]];
  }
  index_t total = 0;
  for (const int digit : digits) {
    require(count[static_cast<std::size_t>(digit)] > 0, error_kind::io, label_path.string(),
            ": expected images of the digit ", digit, ", found none");
    total += count[static_cast<std::size_t>(digit)];
  }

  image_dataset data({side, side, 1}, digits);
  data.reserve(total);
  area_resizer resize({images.height, images.width, 1}, {side, side, 1});
  for (index_t i = 0; i < images.count; ++i)
    if (const int label = class_of[labels[static_cast<std::size_t>(i)]]; label >= 0) resize(images[i], data.add(label));
  return data;
}

}  // namespace sfumato
