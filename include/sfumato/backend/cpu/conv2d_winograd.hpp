#pragma once

#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/cpu/winograd_product.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// 3x3 convolutions of large images with many channels, and the gradients of their inputs, as products of Winograd's.
template <class S>
struct conv2d_winograd {
  using lanes = pack<S>;
  using product = winograd_product<S>;

  /// By shape alone. Whole registers of channels on any machine, so there are no tails; bf16, which would round what is
  /// transformed to 8 bits, goes the direct way.
  static bool fits(const conv2d_geometry& g) {
    constexpr index_t worth_transforming = 64, multiple = 16;
    return std::is_same_v<S, arithmetic_t<S>> && g.kernel == 3 && g.stride == 1 && !g.upsample &&
           g.pad == padding::same(3) && g.height >= 16 && g.width >= 16 && g.channels0 % multiple == 0 &&
           g.channels1 % multiple == 0 && g.out_channels % multiple == 0 && g.in_channels() >= worth_transforming &&
           g.out_channels >= worth_transforming;
  }

  static bool chosen(const cpu_context& ctx, const conv2d_geometry& g) {
    return ctx.convolutions() == convolution::automatic && fits(g);
  }

  static index_t packed_size(const conv2d_geometry& g) { return product::packed_size(g.in_channels(), g.out_channels); }

  static void pack_weights(thread_pool& pool, const conv2d_geometry& g, const S* weight, S* packed) {
    const index_t depth = g.in_channels(), n = g.out_channels;
    product::pack_weights(pool, depth, n, packed, [&](index_t tap, index_t d, index_t first) {
      return lanes::load(weight + (tap * depth + d) * n + first);
    });
  }

  static void forward(cpu_context& ctx, const conv2d_call<S, S>& call) {
    const conv2d_geometry& g = call.geometry;
    const index_t n = g.out_channels;
    const winograd_images<S> x{g.batch, g.height, g.width, call.x0, g.channels0, call.x1, g.channels1};
    product::run(ctx, x, call.packed, n, [&](index_t image, index_t c) {
      const tail_terms<S, S>& tail = call.tail;
      lanes shift = lanes::zero();
      if (tail.bias) shift = lanes::load(tail.bias + c);
      if (tail.row) shift += lanes::load(tail.row + image * n + c);
      return [&call, shift, c](index_t pixel, lanes sums) {
        const tail_terms<S, S>& terms = call.tail;
        const index_t at = pixel * call.geometry.out_channels + c;
        lanes result = sums + shift;
        if (terms.residual) result += lanes::load(terms.residual + at);
        if (terms.before) result.store(terms.before + at);
        activate(terms.act, result).store(call.y + at);
      };
    });
  }

  /// The gradient of the inputs is the convolution of the upper gradient with the weights upside down, from outputs to
  /// inputs. packed: packed_size(geometry) numbers of room.
  static void input_grad(cpu_context& ctx, const conv2d_backward_call<S, S>& call, S* packed) {
    const conv2d_geometry& g = call.of.geometry;
    const index_t cin = g.in_channels(), n = g.out_channels;
    product::pack_weights(ctx.pool(), n, cin, packed, [&](index_t tap, index_t o, index_t first) {
      const S* from = call.weight + ((8 - tap) * cin + first) * n + o;
      S column[lanes::size];
      for (index_t i = 0; i < lanes::size; ++i) column[i] = from[i * n];
      return lanes::load(column);
    });
    const winograd_images<S> upper{g.batch, g.height, g.width, call.upper, n};
    product::run(ctx, upper, packed, cin, [&](index_t, index_t c) {
      const bool in_first = c < g.channels0;
      const index_t channels = in_first ? g.channels0 : g.channels1, own = in_first ? c : c - g.channels0;
      return [to = in_first ? call.x0_grad : call.x1_grad, channels, own](index_t pixel, lanes sums) {
        if (!to) return;
        S* at = to.data + pixel * channels + own;
        if (to.accumulate) sums += lanes::load(at);
        sums.store(at);
      };
    });
  }
};

}  // namespace sfumato::cpu_kernels
