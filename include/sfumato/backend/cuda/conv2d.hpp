#pragma once

#include "sfumato/backend/cuda/kernels/filter.hpp"
#include "sfumato/backend/cuda/kernels/group_norm_backward.hpp"
#include "sfumato/backend/cuda/kernels/join.hpp"
#include "sfumato/backend/cuda/kernels/tail.hpp"
#include "sfumato/backend/cuda/launcher.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Convolutions: what is read from two arrays, or doubled, is put together first; a library's plan convolves; what is
/// added behind the sums is added last. With 16 bits the sums are rounded once before that, as all libraries do it, and
/// so are gradients of weights before they are added to what is there.
template <class S, class Context, class R = arithmetic_t<S>>
struct cuda_conv2d {
  static index_t conv2d_packed_size(const conv2d_geometry& g) { return plain(g).weight_size(); }
  static void conv2d_pack(Context& ctx, const conv2d_pack_call<S, R>& call) {
    pack(ctx, call.geometry, call.weight, call.packed);
  }

  static void conv2d_forward(Context& ctx, const conv2d_call<S, R>& call) {
    const plain_convolution conv = plain(call.geometry);
    if (conv.output_size() == 0) return;
    const index_t joined_size = reads_one_array(call.geometry) ? 0 : conv.input_size();
    S* joined = cut(ctx.scratch(cut::size<S>(joined_size))).template take<S>(joined_size);
    const S* x = input(ctx, call, joined);
    ctx.convolve("conv2d_forward", conv, x, call.packed, call.y);
    const index_t pixels = conv.out_height * conv.out_width;
    ctx.launch("conv2d_forward",
               tail_body<S, S, R>{conv.batch * pixels, conv.out_channels, pixels, call.y, call.tail, call.y},
               blocks_for(conv.output_size()));
  }

  static void conv2d_backward(Context& ctx, const conv2d_backward_call<S, R>& call) {
    const conv2d_call<S, R>& of = call.of;
    const plain_convolution conv = plain(of.geometry);
    if (conv.output_size() == 0) return;
    const index_t image_sums = conv.batch * conv.out_channels, weights = conv.weight_size(), inputs = conv.input_size();
    cut memory(ctx.scratch(cut::size<R>(image_sums) + cut::size<S>(weights) + cut::size<S>(inputs)));
    R* sums = memory.take<R>(image_sums);
    S* weight = memory.take<S>(weights);
    S* whole_input = memory.take<S>(inputs);
    grad_slot<S> residual_grad = call.residual_grad, row_grad = call.row_grad, x0_grad = call.x0_grad,
                 x1_grad = call.x1_grad;
    settle(residual_grad, row_grad, x0_grad, x1_grad);
    ctx.launch("conv2d_backward",
               tail_backward_body<S, R>{conv.batch, conv.out_height * conv.out_width, conv.out_channels, of.tail.act,
                                        of.tail.kept(of.y), call.upper, residual_grad, row_grad, sums},
               one_block_each(conv.batch));
    if (call.bias_grad)
      ctx.launch("conv2d_backward", sum_over_batch_body<R, R>(conv.batch, conv.out_channels, sums, call.bias_grad),
                 blocks_for(conv.out_channels));
    const S* upper = call.upper;
    const conv2d_geometry& g = of.geometry;
    if (call.weight_grad) {
      ctx.convolve_weight_grad("conv2d_backward", conv, input(ctx, of, whole_input), upper, weight);
      ctx.launch("conv2d_backward",
                 filter_unpack_body<S, R>{conv.kernel * conv.kernel, conv.channels, conv.out_channels, weight,
                                          call.weight_grad},
                 blocks_for(weights));
    }
    if (x0_grad || x1_grad) {
      pack(ctx, g, call.weight, weight);
      ctx.convolve_input_grad("conv2d_backward", conv, upper, static_cast<const S*>(weight), whole_input);
      const bool one_array = x0_grad.data == x1_grad.data;  // two threads for one number: then one after the other
      ctx.launch("conv2d_backward", part_body<S, R>(g, whole_input, x0_grad, one_array ? grad_slot<S>{} : x1_grad),
                 blocks_for(inputs));
      if (one_array) ctx.launch("conv2d_backward", part_body<S, R>(g, whole_input, {}, x1_grad), blocks_for(inputs));
    }
  }

 private:
  static plain_convolution plain(const conv2d_geometry& g) {
    return {.batch = g.batch,
            .height = g.in_height(),
            .width = g.in_width(),
            .channels = g.in_channels(),
            .out_height = g.out_height(),
            .out_width = g.out_width(),
            .out_channels = g.out_channels,
            .kernel = g.kernel,
            .stride = g.stride,
            .top = g.pad.top,
            .bottom = g.pad.bottom,
            .left = g.pad.left,
            .right = g.pad.right};
  }
  static void pack(Context& ctx, const conv2d_geometry& g, const R* weight, S* packed) {
    const plain_convolution conv = plain(g);
    ctx.launch("conv2d_pack",
               filter_pack_body<S, R>{conv.kernel * conv.kernel, conv.channels, conv.out_channels, weight, packed},
               blocks_for(conv.weight_size()));
  }
  /// x0 itself, or what was put together in `joined`.
  static const S* input(Context& ctx, const conv2d_call<S, R>& call, S* joined) {
    if (reads_one_array(call.geometry)) return call.x0;
    ctx.launch("conv2d_join", join_body<S>(call.geometry, call.x0, call.x1, joined),
               blocks_for(plain(call.geometry).input_size()));
    return joined;
  }
};

}  // namespace sfumato::cuda_kernels
