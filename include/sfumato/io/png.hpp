#pragma once

#include <png.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "sfumato/io/atomic_file.hpp"
#include "sfumato/io/bitmap.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The bytes of a PNG file, 8 bits a sample, grey or RGB. Throws (io) with libpng's message.
///
/// libpng's simplified interface catches its own long jumps, so none of them crosses C++ frames.
inline std::vector<std::uint8_t> encode_png(const bitmap& picture) {
  constexpr index_t largest_side = 1 << 16;
  require(picture.height > 0 && picture.width > 0 && picture.height <= largest_side && picture.width <= largest_side,
          error_kind::shape, "png: expected a height and width of 1 to ", largest_side, ", got ", picture.height, "x",
          picture.width);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;

  // Room for the worst case (deflate's stored blocks, chunk headers), so that one pass is enough.
  const std::size_t raw = static_cast<std::size_t>((picture.width * picture.channels + 1) * picture.height);
  png_alloc_size_t size = raw + raw / 256 + 4096;
  std::vector<std::uint8_t> bytes(size);
  const int done = png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.samples.data(), 0, nullptr);
  require(done != 0, error_kind::io, "png: cannot encode a picture of ", picture.height, "x", picture.width, ": ",
          std::string_view(image.message));
  bytes.resize(size);
  return bytes;
}

/// Writes a PNG file in one step (see atomic_file). Throws (io) naming the file.
inline void write_png(const std::filesystem::path& path, const bitmap& picture) {
  const std::vector<std::uint8_t> bytes = encode_png(picture);
  write_file(path, std::as_bytes(std::span(bytes)));
}

}  // namespace sfumato
