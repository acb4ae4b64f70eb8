#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato::lab {

/// A file of a data set: what it is called where it is published, and the SHA-256 of its uncompressed contents.
struct published_file {
  std::string name;
  std::string sha256;
  double megabytes = 0;  ///< of the compressed file, about; for the progress bar
};

struct published_data {
  std::string name;
  std::vector<published_file> files;
  std::vector<std::string> mirrors;  ///< addresses that end in /
};

/// MNIST. $SFUMATO_MIRROR replaces the mirrors by one address.
published_data mnist_download();

/// Downloads what is not there yet into the folder: each file goes to NAME.part, which a later call continues, is
/// checked by its digest and then renamed. Throws (io) with one line where that does not succeed. connect_seconds: how
/// long to wait for each mirror.
void fetch(const published_data& data, const std::filesystem::path& folder, int connect_seconds = 20);

}  // namespace sfumato::lab
