#pragma once

#include <algorithm>

#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// An image with zeros around it, so that a convolution reads without asking where the border is.
struct padded_extents {
  index_t height = 0, width = 0, channels = 0;
  padding pad;
  /// Scalars from one pixel to the next; lanes beyond `channels` are zero.
  index_t pixel_step = 0;
  /// Each pixel of the source stands for 2x2 (nearest upsampling).
  bool doubled = false;
  /// Pixels from one output to the next.
  index_t stride = 1;

  index_t inner_height() const { return doubled ? 2 * height : height; }
  index_t inner_width() const { return doubled ? 2 * width : width; }
  index_t row_step() const { return (inner_width() + pad.left + pad.right) * pixel_step; }
  index_t inner_offset() const { return pad.top * row_step() + pad.left * pixel_step; }
  /// Where a row has one output only, a group of four reads as much past it as three more would need.
  index_t room_behind() const { return 3 * stride * pixel_step; }
  index_t size() const { return (inner_height() + pad.top + pad.bottom) * row_step() + room_behind(); }
};

/// Copies an image (height,width,channels) into its padded form.
template <class T>
void pad_image(const padded_extents& e, const T* image, T* to) {
  std::fill_n(to, e.pad.top * e.row_step(), T(0));
  T* out = to + e.pad.top * e.row_step();
  for (index_t y = 0; y < e.inner_height(); ++y) {
    const T* from = image + (e.doubled ? y / 2 : y) * e.width * e.channels;
    out = std::fill_n(out, e.pad.left * e.pixel_step, T(0));
    if (!e.doubled && e.pixel_step == e.channels) {
      out = std::copy_n(from, e.width * e.channels, out);
    } else {
      for (index_t x = 0; x < e.inner_width(); ++x) {
        out = std::copy_n(from + (e.doubled ? x / 2 : x) * e.channels, e.channels, out);
        out = std::fill_n(out, e.pixel_step - e.channels, T(0));
      }
    }
    out = std::fill_n(out, e.pad.right * e.pixel_step, T(0));
  }
  std::fill_n(out, e.pad.bottom * e.row_step() + e.room_behind(), T(0));
}

/// With very few channels, the inner loop over channels would be too short: then each output pixel's taps are laid side
/// by side as channels of a source with a single tap.
inline bool wants_patches(index_t channels, index_t taps) { return channels < 4 && taps > 1; }

inline index_t patches_size(index_t channels, index_t taps, index_t rows, index_t columns) {
  return wants_patches(channels, taps) ? rows * round_up(columns, 4) * taps * channels : 0;
}

template <class T>
tap_source<T> gather_patches(const tap_source<T>& source, index_t rows, index_t columns, T* to) {
  static constexpr index_t zero = 0;
  const index_t depth = source.depth(), row_step = round_up(columns, 4) * depth;
  for (index_t y = 0; y < rows; ++y) {
    T* out = to + y * row_step;
    for (index_t x = 0; x < round_up(columns, 4); ++x)
      for (int tap = 0; tap < source.taps; ++tap)
        for (index_t c = 0; c < source.channels; ++c)
          *out++ =
              x < columns ? source.origin[y * source.row_step + x * source.pixel_step + source.offset[tap] + c] : T(0);
  }
  return {to, row_step, depth, depth, &zero, 1, source.weights};
}

}  // namespace sfumato::cpu_kernels
