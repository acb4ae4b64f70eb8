#pragma once

#include <array>

#include "sfumato/backend/cpu/padded_image.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

inline constexpr index_t max_kernel = 7;
using tap_offsets = std::array<index_t, static_cast<std::size_t>(max_kernel* max_kernel)>;

/// A 3x3 convolution of an image whose pixels are doubled reads only 2x2 different pixels for each of the four output
/// phases (y odd or even, x odd or even): kernel rows that fall on the same source row are added up beforehand. 4 taps
/// instead of 9.
constexpr bool folds(const conv2d_geometry& g) {
  return g.upsample && g.kernel == 3 && g.stride == 1 && g.pad == padding::same(3);
}
/// Which of the two source rows (or columns) of a phase kernel row k reads.
constexpr index_t folded_tap(index_t phase, index_t k) { return phase == 0 ? (k == 0 ? 0 : 1) : (k == 2 ? 1 : 0); }

inline padded_extents first_input(const conv2d_geometry& g) {
  if (folds(g)) return {g.height, g.width, g.channels0, padding::all(1), g.channels0, false};
  return {g.height, g.width, g.channels0, g.pad, g.channels0, g.upsample, g.stride};
}
inline padded_extents second_input(const conv2d_geometry& g) {
  return {g.in_height(), g.in_width(), g.channels1, g.pad, g.channels1, false, folds(g) ? 2 : g.stride};
}

/// kernel x kernel taps over a padded image. Taps side by side in a row are side by side in memory: a row of them is
/// one tap with `kernel` times the channels.
template <class T>
tap_source<T> direct_source(const conv2d_geometry& g, const padded_extents& e, const T* padded, tap_offsets& offsets) {
  for (index_t ky = 0; ky < g.kernel; ++ky) offsets[static_cast<std::size_t>(ky)] = ky * e.row_step();
  return {padded,
          g.stride * e.row_step(),
          g.stride * e.pixel_step,
          g.kernel * e.channels,
          offsets.data(),
          static_cast<int>(g.kernel),
          nullptr};
}

/// The 2x2 taps of one phase over the padded image before doubling, again one tap a row.
template <class T>
tap_source<T> folded_source(const padded_extents& e, index_t phase_y, index_t phase_x, const T* padded,
                            tap_offsets& offsets) {
  offsets[0] = 0;
  offsets[1] = e.row_step();
  return {padded + phase_y * e.row_step() + phase_x * e.pixel_step,
          e.row_step(),
          e.pixel_step,
          2 * e.channels,
          offsets.data(),
          2,
          nullptr};
}

/// The same phase of an image that is not doubled (the skip connection beside it): every other pixel.
template <class T>
tap_source<T> phase_of(tap_source<T> source, index_t phase_y, index_t phase_x) {
  source.origin += phase_y * source.row_step + phase_x * source.pixel_step;
  source.row_step *= 2;
  source.pixel_step *= 2;
  return source;
}

/// to[i] = the folded weight of phase and tap for channel c and outputs first ... : the sum of all kernel entries that
/// read this source pixel. element(ky, kx) points to the first of them, `step` apart; count is at most a panel's lanes.
template <class S, class Element>
void fold_weights(index_t phase_y, index_t phase_x, index_t dy, index_t dx, index_t count, index_t step, S* to,
                  Element&& element) {
  arithmetic_t<S> sum[std::size_t{panel_lanes<S>}] = {};
  for (index_t ky = 0; ky < 3; ++ky)
    for (index_t kx = 0; kx < 3; ++kx) {
      if (folded_tap(phase_y, ky) != dy || folded_tap(phase_x, kx) != dx) continue;
      const auto* from = element(ky, kx);
      for (index_t i = 0; i < count; ++i) sum[i] += from[i * step];
    }
  for (index_t i = 0; i < count; ++i) to[i] = static_cast<S>(sum[i]);
}

}  // namespace sfumato::cpu_kernels
