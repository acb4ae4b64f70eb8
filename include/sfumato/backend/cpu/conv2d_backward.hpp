#pragma once

#include "sfumato/backend/cpu/conv2d_few_outputs.hpp"
#include "sfumato/backend/cpu/conv2d_input_grad.hpp"
#include "sfumato/backend/cpu/conv2d_winograd.hpp"
#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/linear.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Backward pass of the fused convolution, one image a task: gradient through the activation, sums for bias and row,
/// then weight gradient and input gradients while the image is in cache; where the forward pass goes by Winograd's
/// algorithm, input gradients of all images go by it afterwards. Weight gradients are summed in the order of
/// batch_chunks, so they are the same bits on any number of threads.
template <class S, class T = arithmetic_t<S>>
struct cpu_conv2d_backward {
  static void conv2d_backward(cpu_context& ctx, const conv2d_backward_call<S, T>& call) {
    const conv2d_geometry& g = call.of.geometry;
    const bool few = few_outputs<S>::fits(g);
    const bool wants_input = call.x0_grad || call.x1_grad;
    const bool transformed = wants_input && conv2d_winograd<S>::chosen(ctx, g);
    const input_grad<S> to_input(g, call.x0_grad && !transformed, call.x1_grad && !transformed, few);
    const padded_extents e0 = first_input(g), e1 = second_input(g);
    const padded_extents& eg = to_input.upper_extents();
    const index_t oh = g.out_height(), ow = g.out_width(), n = g.out_channels, width = eg.pixel_step;
    const index_t taps = g.kernel * g.kernel;
    const index_t depth0 = folds(g) ? 16 * g.channels0 : taps * g.channels0, depth1 = taps * g.channels1;
    const batch_chunks chunks(g.batch);
    const index_t partial = few ? few_outputs<S>::depth(g) * g.channels0 : (depth0 + depth1) * width;
    const index_t patches0 = folds(g) ? 0 : patches_size(g.kernel * g.channels0, g.kernel, oh, ow);
    const index_t patches1 = patches_size(g.kernel * g.channels1, g.kernel, oh, ow);
    const index_t size1 = g.channels1 > 0 ? e1.size() : 0;
    const index_t few_size = few ? few_outputs<S>::patches_size(g) : 0;
    const index_t unfolded = folds(g) && call.weight_grad ? taps * g.channels0 * width : 0;

    const index_t packed_count = transformed ? conv2d_winograd<S>::packed_size(g) : to_input.packed_size();
    scratch shared = ctx.shared_scratch(scratch::size<T>(chunks.count * partial) + scratch::size<T>(g.batch * n) +
                                        scratch::size<S>(packed_count));
    T* partials = shared.take<T>(chunks.count * partial);
    T* row_sums = shared.take<T>(g.batch * n);
    S* packed = shared.take<S>(packed_count);
    to_input.pack_transposed(ctx, call.weight, packed);

    ctx.reserve_thread_scratch(scratch::size<S>(e0.size()) + scratch::size<S>(size1) + scratch::size<S>(patches0) +
                               scratch::size<S>(patches1) + scratch::size<S>(eg.size()) + scratch::size<S>(few_size) +
                               scratch::size<T>(unfolded) + to_input.scratch_size());
    ctx.pool().parallel_for(chunks.count, [&](index_t chunk, int thread) {
      scratch memory = ctx.thread_scratch(thread);
      S* padded0 = memory.take<S>(e0.size());
      S* padded1 = memory.take<S>(size1);
      S* patch0 = memory.take<S>(patches0);
      S* patch1 = memory.take<S>(patches1);
      S* padded_g = memory.take<S>(eg.size());
      S* few_patches = memory.take<S>(few_size);
      T* by_tap = memory.take<T>(unfolded);
      T* dw0 = partials + chunk * partial;
      T* dw1 = dw0 + depth0 * width;
      std::fill_n(dw0, partial, T(0));
      tap_offsets offsets0, offsets1;

      for (index_t image = chunks.begin(chunk); image < chunks.end(chunk); ++image) {
        S* own = call.upper + image * oh * ow * n;
        const S* kept = call.of.tail.kept(call.of.y) + image * oh * ow * n;
        through_activation(call.of.tail.act, own, kept, oh * ow, n, row_sums + image * n);
        pad_image(eg, own, padded_g);
        const S* inner_g = padded_g + eg.inner_offset();
        const index_t g_row = eg.row_step();

        if (call.weight_grad && few) {
          few_outputs<S>::add_weight_grad(g, eg, padded_g, call.of.x0 + image * g.height * g.width * g.channels0, dw0,
                                          few_patches);
        } else if (call.weight_grad) {
          pad_image(e0, call.of.x0 + image * g.height * g.width * g.channels0, padded0);
          if (folds(g)) {
            for (index_t phase = 0; phase < 4; ++phase) {
              const index_t py = phase / 2, px = phase % 2;
              multiply_outer(folded_source(e0, py, px, padded0, offsets0), inner_g + py * g_row + px * width, 2 * g_row,
                             2 * width, n, g.height, g.width, dw0 + phase * 4 * g.channels0 * width);
            }
          } else {
            tap_source<S> source = direct_source(g, e0, padded0, offsets0);
            if (patches0 > 0) source = gather_patches(source, oh, ow, patch0);
            multiply_outer(source, inner_g, g_row, width, n, oh, ow, dw0);
          }
          if (g.channels1 > 0) {
            pad_image(e1, call.of.x1 + image * e1.height * e1.width * g.channels1, padded1);
            tap_source<S> source = direct_source(g, e1, padded1, offsets1);
            if (patches1 > 0) source = gather_patches(source, oh, ow, patch1);
            multiply_outer(source, inner_g, g_row, width, n, oh, ow, dw1);
          }
        }
        if (!transformed) to_input.run(padded_g, packed, image, call.x0_grad, call.x1_grad, memory);
      }
      if (unfolded > 0) add_phases(g.channels0 * width, by_tap, dw0);
    });

    if constexpr (std::is_same_v<S, T>)
      if (transformed) conv2d_winograd<S>::input_grad(ctx, call, packed);
    if (call.residual_grad) cpu_linear<S>::add_or_copy(call.upper, g.output().size(), call.residual_grad);
    if (call.row_grad) cpu_linear<S>::add_or_copy(row_sums, g.batch * n, call.row_grad);
    if (call.bias_grad) sum_over_batch(ctx.pool(), chunks, row_sums, n, call.bias_grad);
    if (!call.weight_grad) return;
    fold_chunks(ctx.pool(), chunks, partials, partial, partial);
    if (few) {
      few_outputs<S>::unfold(g, partials, call.weight_grad);
    } else {
      put_weights(ctx, g, partials, width, depth0, call.weight_grad);
    }
  }

 private:
  /// g *= slope of the activation; sums[n] = sum of g over pixels.
  static void through_activation(activation act, S* g, const S* kept, index_t pixels, index_t n, T* sums) {
    std::fill_n(sums, n, T(0));
    const auto each_pixel = [&](auto&& slope) {
      for (index_t p = 0; p < pixels; ++p)
        map_packs<T>(
            n,
            [&](pack<T>& own, const pack<T>& before, pack<T>& sum) {
              own = slope(own, before);
              sum += own;
            },
            g + p * n, kept + p * n, sums);
    };
    if (act == activation::none) each_pixel([](pack<T> own, pack<T>) { return own; });
    if (act == activation::relu)
      each_pixel([](pack<T> own, pack<T> before) { return select(before > pack<T>::zero(), own, pack<T>::zero()); });
    if (act == activation::silu) each_pixel([](pack<T> own, pack<T> before) { return own * silu_slope(before); });
  }

  /// dw (phase, folded tap, size) becomes dw (tap, size): what each of the four phases says of a tap, added up. Before
  /// the sum over the batch, whose order this would change.
  static void add_phases(index_t size, T* by_tap, T* dw) {
    std::fill_n(by_tap, 9 * size, T(0));
    for (index_t tap = 0; tap < 9; ++tap)
      for (index_t phase = 0; phase < 4; ++phase) {
        const index_t folded = folded_tap(phase / 2, tap / 3) * 2 + folded_tap(phase % 2, tap % 3);
        add_to(by_tap + tap * size, static_cast<const T*>(dw + (phase * 4 + folded) * size), size);
      }
    std::copy_n(by_tap, 9 * size, dw);
  }

  /// Puts dw (tap, channel, width) of the first input, and that of the second after depth0 rows, in the order of the
  /// weights (kernel, kernel, channels0 + channels1, out).
  static void put_weights(cpu_context& ctx, const conv2d_geometry& g, const T* dw, index_t width, index_t depth0,
                          grad_slot<T> out) {
    const index_t n = g.out_channels, cin = g.in_channels();
    ctx.pool().parallel_for(g.kernel * g.kernel, [&](index_t tap, int) {
      for (index_t c = 0; c < cin; ++c) {
        const index_t row = c < g.channels0 ? tap * g.channels0 + c : depth0 + tap * g.channels1 + c - g.channels0;
        put_sum(dw + row * width, n, grad_slot<T>{out.data + (tap * cin + c) * n, out.accumulate});
      }
    });
  }
};

}  // namespace sfumato::cpu_kernels
