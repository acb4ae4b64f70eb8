#pragma once

#include "sfumato/backend/cuda/kernels/cross_entropy.hpp"
#include "sfumato/backend/cuda/kernels/embedding.hpp"
#include "sfumato/backend/cuda/kernels/group_norm_backward.hpp"
#include "sfumato/backend/cuda/kernels/map.hpp"
#include "sfumato/backend/cuda/kernels/pixel_mean.hpp"
#include "sfumato/backend/cuda/kernels/pool.hpp"
#include "sfumato/backend/cuda/launcher.hpp"
#include "sfumato/math/arithmetic.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// What networks need beside products.
template <class S, class Context, class R = arithmetic_t<S>>
struct cuda_layers {
  static void time_embedding(Context& ctx, const time_embedding_call<S, R>& call) {
    const index_t n = call.rows * call.options.dim;
    if (n > 0) ctx.launch("time_embedding", time_embedding_body<S, R>{call}, blocks_for(n));
  }

  static void embedding_forward(Context& ctx, const embedding_call<S, R>& call) {
    const index_t n = call.rows * call.features;
    if (n > 0) ctx.launch("embedding_forward", embedding_body<S, R>{call}, blocks_for(n));
  }
  static void embedding_backward(Context& ctx, const embedding_backward_call<S, R>& call) {
    const index_t n = call.of.rows * call.of.features;
    if (call.x_grad && n > 0)
      ctx.launch("embedding_backward",
                 map_body<R, assignment, S, const S>{
                     n, {call.x_grad.accumulate}, arrays<S, const S>(call.x_grad.data, call.upper)},
                 blocks_for(n));
    if (call.table_grad)
      ctx.launch("embedding_backward", embedding_table_grad_body<S, R>(call),
                 blocks_for(call.of.entries * call.of.features));
  }

  static void pool_forward(Context& ctx, const pool_call<S>& call) {
    const windows at(call.extent);
    if (at.size() > 0)
      ctx.launch("pool_forward", pool_body<S, R>{call.kind, at, call.x, call.y}, blocks_for(at.size()));
  }
  static void pool_backward(Context& ctx, const pool_backward_call<S>& call) {
    const index_t n = call.of.extent.size();
    if (call.x_grad && n > 0)
      ctx.launch("pool_backward",
                 pool_backward_body<S, R>{call.of.kind, windows(call.of.extent), call.of.x, call.upper, call.x_grad},
                 blocks_for(n));
  }

  static void pixel_mean_forward(Context& ctx, const pixel_mean_call<S>& call) {
    const shape& e = call.extent;
    if (e[0] * e[3] > 0)
      ctx.launch("pixel_mean_forward", pixel_mean_body<S, R>{e[0], e[1] * e[2], e[3], call.x, call.y},
                 one_block_each(e[0]));
  }
  static void pixel_mean_backward(Context& ctx, const pixel_mean_backward_call<S>& call) {
    const shape& e = call.extent;
    if (call.x_grad && e.size() > 0)
      ctx.launch("pixel_mean_backward",
                 pixel_mean_backward_body<S, R>{e[0], e[1] * e[2], e[3], call.upper, call.x_grad},
                 blocks_for(e.size()));
  }

  static void cross_entropy_forward(Context& ctx, const cross_entropy_call<R>& call) {
    if (call.rows > 0) ctx.launch("cross_entropy_forward", cross_entropy_body<R>{call}, blocks_for(call.rows));
  }
  static void cross_entropy_backward(Context& ctx, const cross_entropy_backward_call<R>& call) {
    if (call.x_grad && call.of.rows > 0)
      ctx.launch("cross_entropy_backward", cross_entropy_backward_body<R>{call}, blocks_for(call.of.rows));
  }

  static void group_norm_forward(Context& ctx, const group_norm_call<S, R>& call) {
    ctx.launch("group_norm_forward", group_norm_body<S, R>{call},
               one_block_each(call.geometry.batch * call.geometry.groups));
  }
  static void group_norm_backward(Context& ctx, group_norm_backward_call<S, R> call) {
    const group_norm_geometry& g = call.of.geometry;
    const grad_slot<S> x1_grad = call.x1_grad;
    const bool one_array = x1_grad && x1_grad.data == call.x0_grad.data;  // read twice: then one after the other
    const index_t n = g.batch * g.channels(), apart = one_array ? g.batch * g.pixels * g.channels1 : 0;
    cut memory(ctx.scratch(cut::size<R>(2 * n) + cut::size<S>(apart)));
    R* sums = memory.take<R>(2 * n);
    if (one_array) call.x1_grad = {memory.take<S>(apart), false};
    ctx.launch("group_norm_backward", group_norm_backward_body<S, R>{call, sums}, one_block_each(g.batch * g.groups));
    if (one_array)
      ctx.launch(
          "group_norm_backward",
          map_body<R, assignment, S, const S>{apart, {true}, arrays<S, const S>(x1_grad.data, call.x1_grad.data)},
          blocks_for(apart));
    for (const bool weight : {true, false})
      if (const grad_slot<R> to = weight ? call.weight_grad : call.bias_grad)
        ctx.launch("group_norm_backward",
                   sum_over_batch_body<R, R>(g.batch, g.channels(), weight ? sums : sums + n, to),
                   blocks_for(g.channels()));
  }
};

}  // namespace sfumato::cuda_kernels
