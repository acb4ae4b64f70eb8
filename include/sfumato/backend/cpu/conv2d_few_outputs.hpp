#pragma once

#include "sfumato/backend/cpu/conv2d_taps.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// A convolution to one, two or three channels (the last one of a U-Net) would leave most lanes of a register empty.
/// Here the lanes are filled otherwise: forward, all taps are outputs of a 1x1 convolution whose results are then added
/// up, shifted; for the weight gradient, the input's channels are the lanes.
template <class S>
struct few_outputs {
  using T = arithmetic_t<S>;

  static bool fits(const conv2d_geometry& g) {
    return g.out_channels < 4 && g.out_channels < lanes_of<S> && g.stride == 1 && !g.upsample && g.channels1 == 0 &&
           g.channels0 % lanes_of<S> == 0;
  }

  static index_t depth(const conv2d_geometry& g) { return g.kernel * g.kernel * g.out_channels; }

  /// Weights (taps, C, N) packed as C x (taps N).
  static void pack_tap_outputs(thread_pool& pool, const conv2d_geometry& g, const T* weight, S* packed) {
    const index_t n = g.out_channels;
    pack_weights<S>(pool, g.channels0, depth(g), packed, [&](index_t c, index_t first, index_t count, S* to) {
      for (index_t i = 0; i < count; ++i)
        to[i] = static_cast<S>(weight[((first + i) / n * g.channels0 + c) * n + (first + i) % n]);
    });
  }

  static index_t scratch_size(const padded_extents& e, const conv2d_geometry& g) {
    return (e.inner_height() + e.pad.top + e.pad.bottom) * (e.inner_width() + e.pad.left + e.pad.right) * depth(g);
  }

  /// One image: padded (Hp,Wp,C) to y (H,W,N).
  static void forward(const conv2d_geometry& g, const padded_extents& e, const S* padded, const S* packed,
                      const tail_terms<S, T>& tail, S* y, T* sums) {
    static constexpr index_t zero = 0;
    const index_t n = g.out_channels, d = depth(g), columns = e.row_step() / e.pixel_step;
    const index_t pixels = (e.inner_height() + e.pad.top + e.pad.bottom) * columns;
    const tap_source<S> source{padded, 0, e.pixel_step, e.channels, &zero, 1, packed};
    multiply_image<S, T>(&source, 1, 1, pixels, {sums, 0, d, d}, {});
    for (index_t i = 0; i < g.out_height(); ++i)
      for (index_t j = 0; j < g.out_width(); ++j)
        for (index_t o = 0; o < n; ++o) {
          T sum = 0;
          for (index_t ky = 0; ky < g.kernel; ++ky)
            for (index_t kx = 0; kx < g.kernel; ++kx)
              sum += sums[((i + ky) * columns + j + kx) * d + (ky * g.kernel + kx) * n + o];
          const index_t at = (i * g.out_width() + j) * n + o;
          if (tail.bias) sum += tail.bias[o];
          if (tail.row) sum += static_cast<T>(tail.row[o]);
          if (tail.residual) sum += static_cast<T>(tail.residual[at]);
          if (tail.before) tail.before[at] = static_cast<S>(sum);
          y[at] = static_cast<S>(activate(tail.act, sum));
        }
  }

  static index_t patches_size(const conv2d_geometry& g) { return g.height * round_up(g.width, 4) * depth(g); }

  /// One image: dw (taps N, C) += what the upper gradient at output pixels around q, the last tap first, times x at q
  /// give.
  static void add_weight_grad(const conv2d_geometry& g, const padded_extents& upper, const S* padded_g, const S* x,
                              T* dw, S* patches) {
    tap_offsets offsets;
    int taps = 0;
    for (index_t ky = g.kernel - 1; ky >= 0; --ky)
      for (index_t kx = g.kernel - 1; kx >= 0; --kx)
        offsets[static_cast<std::size_t>(taps++)] =
            (g.pad.top - ky) * upper.row_step() + (g.pad.left - kx) * upper.pixel_step;
    const tap_source<S> source{padded_g + upper.inner_offset(),
                               upper.row_step(),
                               upper.pixel_step,
                               g.out_channels,
                               offsets.data(),
                               taps,
                               nullptr};
    const index_t c = g.channels0;
    multiply_outer(gather_patches(source, g.height, g.width, patches), x, g.width * c, c, c, g.height, g.width, dw);
  }

  /// out (taps, C, N) from dw.
  static void unfold(const conv2d_geometry& g, const T* dw, grad_slot<T> out) {
    const index_t n = g.out_channels, c = g.channels0, taps = g.kernel * g.kernel;
    for (index_t tap = 0; tap < taps; ++tap)
      for (index_t i = 0; i < c; ++i)
        for (index_t o = 0; o < n; ++o) {
          T& to = out.data[(tap * c + i) * n + o];
          const T own = dw[((taps - 1 - tap) * n + o) * c + i];
          to = out.accumulate ? to + own : own;
        }
  }
};

}  // namespace sfumato::cpu_kernels
