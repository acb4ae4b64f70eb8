#pragma once

#include <png.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sfumato/io/bitmap.hpp"
#include "sfumato/io/mapped_file.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What the first bytes of a PNG file say.
struct png_header {
  index_t height = 0, width = 0;
  int depth = 8;   ///< bits a sample
  int colour = 0;  ///< 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha

  /// "16x16, 8 bits, grey"
  std::string words() const {
    static constexpr std::string_view kinds[] = {
        "grey", "of unknown kind", "RGB", "with a palette", "grey with alpha", "of unknown kind", "RGB with alpha"};
    return join(height, "x", width, ", ", depth, depth == 1 ? " bit, " : " bits, ",
                kinds[colour >= 0 && colour <= 6 ? colour : 1]);
  }
  /// 1 or 3 where it is grey or RGB of 8 bits a sample, which is what is read here; else 0.
  index_t channels() const { return depth != 8 ? 0 : colour == 0 ? 1 : colour == 2 ? 3 : 0; }
};

/// A PNG file that is looked at before it is unpacked.
class png_file {
 public:
  /// Throws (io) naming the file where it is no PNG, or ends within its header.
  explicit png_file(const std::filesystem::path& path) : file_(path) {
    constexpr std::uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    const std::span<const std::uint8_t> begin = bytes();
    const std::size_t looked_at = (std::min)(begin.size(), sizeof(signature));
    require(
        looked_at > 0 && std::equal(begin.begin(), begin.begin() + static_cast<std::ptrdiff_t>(looked_at), signature),
        error_kind::io, name(), ": expected a PNG file, found something else; convert it to PNG");
    require(begin.size() >= 33, error_kind::io, name(), ": truncated: a PNG file's header has 33 bytes, found ",
            begin.size());
    const auto number = [&](std::size_t at) {
      return index_t{begin[at]} << 24 | index_t{begin[at + 1]} << 16 | index_t{begin[at + 2]} << 8 | begin[at + 3];
    };
    header_ = {.height = number(20), .width = number(16), .depth = begin[24], .colour = begin[25]};
    require(number(8) == 13 && header_.height > 0 && header_.width > 0, error_kind::io, name(),
            ": damaged: its header is not one of a PNG file");
  }

  const png_header& header() const { return header_; }
  std::string name() const { return file_.path().string(); }

  /// The picture. Throws (io) naming the file where it is not grey or RGB of 8 bits a sample, is truncated or damaged,
  /// or claims to be larger than its bytes could be unpacked to (1032 times, deflate's best), before memory is taken.
  ///
  /// libpng's simplified interface catches its own long jumps, so none of them crosses C++ frames.
  bitmap read() const {
    require(header_.channels() > 0, error_kind::io, name(), ": expected a picture of 8 bits, grey or RGB, got ",
            header_.words());
    const index_t largest = static_cast<index_t>(file_.size()) * 1032;
    require(header_.width <= largest && header_.height <= largest / header_.width / header_.channels(), error_kind::io,
            name(), ": truncated or damaged: its header says ", header_.words(), ", too much for its ", file_.size(),
            " bytes");
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const int begun = png_image_begin_read_from_memory(&image, file_.bytes().data(), file_.size());
    require(begun != 0, error_kind::io, name(), ": truncated or damaged: ", std::string_view(image.message));
    const bool transparent = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    if (transparent) png_image_free(&image);
    require(!transparent, error_kind::io, name(), ": expected a picture without transparency, got one with");
    image.format = header_.channels() == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    bitmap picture = room_for(image);
    const int done = png_image_finish_read(&image, nullptr, picture.samples.data(), 0, nullptr);
    require(done != 0, error_kind::io, name(), ": truncated or damaged: ", std::string_view(image.message));
    return picture;
  }

 private:
  bitmap room_for(png_image& image) const {
    try {
      return {header_.height, header_.width, header_.channels()};
    } catch (...) {
      png_image_free(&image);
      throw;
    }
  }
  std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(file_.bytes().data()), file_.size()};
  }

  mapped_file file_;
  png_header header_;
};

/// The picture of a PNG file, grey or RGB of 8 bits a sample. Throws (io) naming the file; see png_file.
inline bitmap read_png(const std::filesystem::path& path) { return png_file(path).read(); }

/// A picture as an image for a network: v / 127.5 - 1, from 0..255 to [-1,1], (H,W,C) in the order of memory.
template <class T = float>
std::vector<T> to_pixels(const bitmap& picture) {
  std::vector<T> pixels;
  pixels.reserve(picture.samples.size());
  for (const std::uint8_t sample : picture.samples) pixels.push_back(static_cast<T>(sample / 127.5 - 1));
  return pixels;
}

}  // namespace sfumato
