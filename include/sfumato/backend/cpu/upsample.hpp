#pragma once

#include <algorithm>

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato {

/// Nearest upsampling by 2 on the CPU, one image a task. Extents are those of x (N,H,W,C).
template <class T>
struct cpu_upsample {
  static void upsample_forward(cpu_context& ctx, const shape& x_extent, const T* x, T* y) {
    for_each_pixel(ctx, x_extent, [&](index_t x_at, index_t y_at, index_t row, index_t channels) {
      const T* from = x + x_at;
      T* to = y + y_at;
      for (T* own : {to, to + channels, to + row, to + row + channels}) std::copy_n(from, channels, own);
    });
  }

  static void upsample_backward(cpu_context& ctx, const shape& x_extent, const T* upper, grad_slot<T> gx) {
    if (!gx) return;
    for_each_pixel(ctx, x_extent, [&](index_t x_at, index_t y_at, index_t row, index_t channels) {
      const T* g = upper + y_at;
      map_packs<T>(
          channels,
          [&](pack<T>& to, const pack<T>& a, const pack<T>& b, const pack<T>& c, const pack<T>& d) {
            const pack<T> sum = (a + b) + (c + d);
            to = gx.accumulate ? to + sum : sum;
          },
          gx.data + x_at, g, g + channels, g + row, g + row + channels);
    });
  }

 private:
  template <class F>
  static void for_each_pixel(cpu_context& ctx, const shape& s, F&& f) {
    const index_t height = s[1], width = s[2], channels = s[3], y_row = 2 * width * channels;
    ctx.pool().parallel_for(s[0], [&](index_t image, int) {
      for (index_t i = 0; i < height; ++i)
        for (index_t j = 0; j < width; ++j)
          f(((image * height + i) * width + j) * channels, (image * height + i) * 2 * y_row + 2 * j * channels, y_row,
            channels);
    });
  }
};

}  // namespace sfumato
