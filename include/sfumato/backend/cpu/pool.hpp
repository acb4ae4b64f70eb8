#pragma once

#include "sfumato/backend/calls/pool.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// 2x2 pooling on the CPU, one image a task.
template <class S, class T = arithmetic_t<S>>
struct cpu_pool {
  static void pool_forward(cpu_context& ctx, const pool_call<S>& call) {
    const pooling kind = call.kind;
    for_each_window(ctx, call.extent, [&](index_t x_at, index_t y_at, index_t row, index_t channels) {
      const S* from = call.x + x_at;
      map_packs<T>(
          channels,
          [&](pack<T>& out, const pack<T>& a, const pack<T>& b, const pack<T>& c, const pack<T>& d) {
            out = kind == pooling::max ? larger(larger(a, b), larger(c, d)) : pack<T>(T(0.25)) * ((a + b) + (c + d));
          },
          call.y + y_at, from, from + channels, from + row, from + row + channels);
    });
  }

  static void pool_backward(cpu_context& ctx, const pool_backward_call<S>& call) {
    const grad_slot<S> gx = call.x_grad;
    if (!gx) return;
    const shape& x_extent = call.of.extent;
    const pooling kind = call.of.kind;
    const bool odd = x_extent[1] % 2 != 0 || x_extent[2] % 2 != 0;
    if (odd && !gx.accumulate) std::fill_n(gx.data, x_extent.size(), S(0));
    const bool add = gx.accumulate || odd;
    for_each_window(ctx, x_extent, [&](index_t x_at, index_t y_at, index_t row, index_t channels) {
      S* own = gx.data + x_at;
      const S* from = call.of.x + x_at;
      map_packs<T>(
          channels,
          [&](pack<T>& ga, pack<T>& gb, pack<T>& gc, pack<T>& gd, const pack<T>& g, const pack<T>& largest,
              const pack<T>& a, const pack<T>& b, const pack<T>& c, const pack<T>& d) {
            pack<T> left = g;
            const auto give = [&](pack<T>& to, pack<T> candidate) {
              pack<T> part = pack<T>(T(0.25)) * g;
              if (kind == pooling::max) {
                part = select(candidate < largest, pack<T>::zero(), left);
                left = select(candidate < largest, left, pack<T>::zero());
              }
              to = add ? to + part : part;
            };
            give(ga, a), give(gb, b), give(gc, c), give(gd, d);
          },
          own, own + channels, own + row, own + row + channels, call.upper + y_at, call.of.y + y_at, from,
          from + channels, from + row, from + row + channels);
    });
  }

 private:
  template <class F>
  static void for_each_window(cpu_context& ctx, const shape& s, F&& f) {
    const index_t height = s[1], width = s[2], channels = s[3], row = width * channels;
    ctx.pool().parallel_for(s[0], [&](index_t image, int) {
      for (index_t i = 0; i < height / 2; ++i)
        for (index_t j = 0; j < width / 2; ++j)
          f((image * height + 2 * i) * row + 2 * j * channels,
            ((image * (height / 2) + i) * (width / 2) + j) * channels, row, channels);
    });
  }
};

}  // namespace sfumato::cpu_kernels
