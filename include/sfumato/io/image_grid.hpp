#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sfumato/core/finite.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/io/bitmap.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct grid_options {
  index_t columns = 0;          ///< 0: about as many columns as rows
  index_t padding = 1;          ///< pixels between images and around them, after zooming
  index_t zoom = 1;             ///< each pixel becomes zoom x zoom pixels
  std::uint8_t background = 0;  ///< 0 black ... 255 white
};

/// One pixel from [-1,1] to 0..255: round(127.5 (v + 1)), values outside clamped. Throws (value) for NaN.
template <class T>
std::uint8_t to_byte(const T& value) {
  require(!is_nan(value), error_kind::value, "to_byte: expected a number, got nan");
  return static_cast<std::uint8_t>(std::lround((std::clamp(static_cast<double>(value), -1.0, 1.0) + 1.0) * 127.5));
}

/// images (N,H,W,C) with values in [-1,1] and C = 1 or 3, side by side in one picture, row after row.
/// Throws (shape) on other shapes, (value) naming the image and pixel where a value is NaN.
template <class T>
bitmap image_grid(const view<T>& images, grid_options options = {}) {
  const shape& s = images.extent;
  require(s.rank() == 4 && s.size() > 0 && (s[3] == 1 || s[3] == 3), error_kind::shape,
          "image_grid: expected images (N,H,W,C) with C = 1 or 3, got ", s);
  constexpr index_t most = 1 << 16;
  require(options.columns >= 0 && options.padding >= 0 && options.padding <= most && options.zoom >= 1 &&
              options.zoom <= most,
          error_kind::value,
          "image_grid: expected columns and padding of at least 0 and a zoom of at least 1 (padding ",
          "and zoom up to ", most, "), got ", options.columns, ", ", options.padding, ", ", options.zoom);
  const index_t count = s[0], height = s[1], width = s[2], channels = s[3];
  index_t columns = options.columns;
  if (columns == 0) columns = static_cast<index_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  columns = (std::min)(columns, count);
  const index_t rows = (count + columns - 1) / columns;
  const index_t cell_height = height * options.zoom + options.padding;
  const index_t cell_width = width * options.zoom + options.padding;

  bitmap grid(rows * cell_height + options.padding, columns * cell_width + options.padding, channels,
              options.background);
  for (index_t n = 0; n < count; ++n) {
    const T* pixel = images.data + n * s.stride();
    const index_t top = n / columns * cell_height + options.padding;
    const index_t left = n % columns * cell_width + options.padding;
    for (index_t y = 0; y < height; ++y)
      for (index_t x = 0; x < width; ++x)
        for (index_t c = 0; c < channels; ++c, ++pixel) {
          if (is_nan(*pixel))
            fail(error_kind::value, "image_grid: image ", n, " has a NaN at row ", y, ", column ", x, ", channel ", c);
          const std::uint8_t byte = to_byte(*pixel);
          for (index_t dy = 0; dy < options.zoom; ++dy)
            for (index_t dx = 0; dx < options.zoom; ++dx)
              grid(top + y * options.zoom + dy, left + x * options.zoom + dx, c) = byte;
        }
  }
  return grid;
}

}  // namespace sfumato
