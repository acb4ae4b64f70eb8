#pragma once

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/conv2d_few_outputs.hpp"
#include "sfumato/backend/cpu/conv2d_winograd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// 2-d convolution on the CPU, one image a task, or a slice of its output channels where images are few: pad (or
/// gather) into scratch, then multiply tile by tile with the skip connection, the folded upsampling, bias, time row,
/// residual and activation in the same pass. Large images of many channels go through Winograd's algorithm unless the
/// context asks for convolution::direct; the same context packs and computes.
template <class S, class T = arithmetic_t<S>>
struct cpu_conv2d_forward {
  static index_t conv2d_packed_size(const conv2d_geometry& g) {
    // Of a context that wants direct convolutions only a quarter is used then.
    if (conv2d_winograd<S>::fits(g)) return conv2d_winograd<S>::packed_size(g);
    return first_packed(g) + packed_size<S>(g.kernel * g.kernel * g.channels1, g.out_channels);
  }

  static void conv2d_pack(cpu_context& ctx, const conv2d_pack_call<S, T>& call) {
    const conv2d_geometry& g = call.geometry;
    if constexpr (std::is_same_v<S, T>)
      if (conv2d_winograd<S>::chosen(ctx, g))
        return conv2d_winograd<S>::pack_weights(ctx.pool(), g, call.weight, call.packed);
    const index_t n = g.out_channels, cin = g.in_channels(), taps = g.kernel * g.kernel;
    if (few_outputs<S>::fits(g)) {
      few_outputs<S>::pack_tap_outputs(ctx.pool(), g, call.weight, call.packed);
    } else if (folds(g)) {
      for (index_t phase = 0; phase < 4; ++phase)
        pack_weights<S>(
            ctx.pool(), 4 * g.channels0, n, call.packed + phase * packed_size<S>(4 * g.channels0, n),
            [&](index_t d, index_t first, index_t count, S* to) {
              const index_t tap = d / g.channels0, c = d % g.channels0;
              fold_weights(phase / 2, phase % 2, tap / 2, tap % 2, count, 1, to,
                           [&](index_t ky, index_t kx) { return call.weight + ((ky * 3 + kx) * cin + c) * n + first; });
            });
    } else {
      pack_part(ctx, taps, g.channels0, cin, 0, n, call.weight, call.packed);
    }
    if (g.channels1 > 0)
      pack_part(ctx, taps, g.channels1, cin, g.channels0, n, call.weight, call.packed + first_packed(g));
  }

  static void conv2d_forward(cpu_context& ctx, const conv2d_call<S, T>& call) {
    const conv2d_geometry& g = call.geometry;
    if constexpr (std::is_same_v<S, T>)
      if (conv2d_winograd<S>::chosen(ctx, g)) return conv2d_winograd<S>::forward(ctx, call);
    const padded_extents e0 = first_input(g), e1 = second_input(g);
    const index_t oh = g.out_height(), ow = g.out_width(), n = g.out_channels;
    const index_t patches0 = folds(g) ? 0 : patches_size(g.kernel * g.channels0, g.kernel, oh, ow);
    const index_t patches1 = folds(g) ? 0 : patches_size(g.kernel * g.channels1, g.kernel, oh, ow);
    const index_t size1 = g.channels1 > 0 ? e1.size() : 0;
    const bool few = few_outputs<S>::fits(g);
    const index_t few_size = few ? few_outputs<S>::scratch_size(e0, g) : 0;

    ctx.reserve_thread_scratch(scratch::size<S>(e0.size()) + scratch::size<S>(size1) + scratch::size<S>(patches0) +
                               scratch::size<S>(patches1) + scratch::size<T>(few_size));
    const index_t slices = few ? 1 : slices_per_image(g, ctx.threads());
    ctx.pool().parallel_for(g.batch * slices, [&](index_t task, int thread) {
      const index_t image = task / slices;
      const work_slice slice{task % slices, slices};
      scratch memory = ctx.thread_scratch(thread);
      S* padded0 = memory.take<S>(e0.size());
      S* padded1 = memory.take<S>(size1);
      S* patch0 = memory.take<S>(patches0);
      S* patch1 = memory.take<S>(patches1);
      T* few_sums = memory.take<T>(few_size);
      tap_offsets offsets0, offsets1;
      pad_image(e0, call.x0 + image * g.height * g.width * g.channels0, padded0);
      tap_source<S> sources[2];
      int source_count = 1;
      if (g.channels1 > 0) {
        pad_image(e1, call.x1 + image * e1.height * e1.width * g.channels1, padded1);
        sources[1] = direct_source(g, e1, padded1, offsets1);
        sources[1].weights = call.packed + first_packed(g);
        source_count = 2;
      }
      const tail_terms<S, T>& tail = call.tail;
      tail_terms<S, T> own = tail;
      const index_t image_size = oh * ow * n;
      if (tail.row) own.row = tail.row + image * n;
      if (tail.residual) own.residual = tail.residual + image * image_size;
      if (tail.before) own.before = tail.before + image * image_size;
      S* out = call.y + image * image_size;

      if (few) return few_outputs<S>::forward(g, e0, padded0, call.packed, own, out, few_sums);
      if (folds(g)) {
        const tap_source<S> whole1 = sources[1];
        for (index_t phase = 0; phase < 4; ++phase) {
          const index_t py = phase / 2, px = phase % 2, shift = (py * ow + px) * n;
          sources[0] = folded_source(e0, py, px, padded0, offsets0);
          sources[0].weights = call.packed + phase * packed_size<S>(4 * g.channels0, n);
          if (source_count == 2) sources[1] = phase_of(whole1, py, px);
          tail_terms<S, T> shifted = own;
          if (own.residual) shifted.residual = own.residual + shift;
          if (own.before) shifted.before = own.before + shift;
          multiply_image<S, S>(sources, source_count, g.height, g.width, {out + shift, 2 * ow * n, 2 * n, n}, shifted,
                               slice);
        }
        return;
      }
      sources[0] = direct_source(g, e0, padded0, offsets0);
      sources[0].weights = call.packed;
      if (patches0 > 0) sources[0] = gather_patches(sources[0], oh, ow, patch0);
      if (patches1 > 0) sources[1] = gather_patches(sources[1], oh, ow, patch1);
      multiply_image<S, S>(sources, source_count, oh, ow, {out, ow * n, n, n}, own, slice);
    });
  }

 private:
  /// So that all threads have work where the images do not share out evenly and a slice is worth waking a thread for.
  /// Each slice pads the image for itself.
  static index_t slices_per_image(const conv2d_geometry& g, index_t threads) {
    constexpr double worth_a_thread = 2e6;  // multiplications: about 25 us
    if (g.batch == 0 || g.batch % threads == 0 || g.batch >= 4 * threads) return 1;
    const double multiplications = static_cast<double>(g.output().size()) / static_cast<double>(g.batch) *
                                   static_cast<double>(g.kernel * g.kernel * g.in_channels());
    const index_t panels = (g.out_channels + panel_lanes<S> - 1) / panel_lanes<S>;
    return std::clamp<index_t>(static_cast<index_t>(multiplications / worth_a_thread), 1, (std::min)(panels, threads));
  }

  static index_t first_packed(const conv2d_geometry& g) {
    if (few_outputs<S>::fits(g)) return packed_size<S>(g.channels0, few_outputs<S>::depth(g));
    if (folds(g)) return 4 * packed_size<S>(4 * g.channels0, g.out_channels);
    return packed_size<S>(g.kernel * g.kernel * g.channels0, g.out_channels);
  }

  static void pack_part(cpu_context& ctx, index_t taps, index_t channels, index_t in_channels, index_t first_channel,
                        index_t outputs, const T* weight, S* packed) {
    pack_weights<S>(ctx.pool(), taps * channels, outputs, packed, [&](index_t d, index_t first, index_t count, S* to) {
      const T* from = weight + (d / channels * in_channels + first_channel + d % channels) * outputs + first;
      for (index_t i = 0; i < count; ++i) to[i] = static_cast<S>(from[i]);
    });
  }
};

}  // namespace sfumato::cpu_kernels
