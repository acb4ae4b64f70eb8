#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A picture of 8-bit samples: row-major, channels interleaved; 1 channel is grey, 3 are red, green, blue.
struct bitmap {
  index_t height = 0, width = 0, channels = 1;
  std::vector<std::uint8_t> samples;

  bitmap() = default;
  bitmap(index_t h, index_t w, index_t c, std::uint8_t fill = 0) : height(h), width(w), channels(c) {
    require(h > 0 && w > 0 && (c == 1 || c == 3), error_kind::shape,
            "bitmap: expected a positive size and 1 or 3 channels, got ", shape{h, w, c});
    require(h <= PTRDIFF_MAX / w / c, error_kind::shape, "bitmap: expected fewer samples than memory has bytes, got ",
            shape{h, w, c});
    samples.assign(static_cast<std::size_t>(h * w * c), fill);
  }

  std::uint8_t& operator()(index_t y, index_t x, index_t c) { return samples[offset(y, x, c)]; }
  std::uint8_t operator()(index_t y, index_t x, index_t c) const { return samples[offset(y, x, c)]; }

 private:
  std::size_t offset(index_t y, index_t x, index_t c) const {
    return static_cast<std::size_t>((y * width + x) * channels + c);
  }
};

}  // namespace sfumato
