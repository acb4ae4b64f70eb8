#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace sfumato::lab {

/// SHA-256 (FIPS 180-4), to tell a complete download from a damaged one.
class sha256 {
 public:
  void update(std::span<const std::uint8_t> bytes);
  /// The digest in hexadecimal; ends the computation.
  std::string hex();

 private:
  void compress();

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t used_ = 0;
  std::uint64_t length_ = 0;
};

/// The digest of a file's contents: of what is inside where the file is gzip-compressed, since two compressed copies of
/// the same data can differ.
std::string sha256_of_contents(const std::filesystem::path& path);

}  // namespace sfumato::lab
