#pragma once

#include <cmath>

#include "sfumato/backend/calls/attention.hpp"
#include "sfumato/backend/cuda/kernels/softmax.hpp"
#include "sfumato/backend/cuda/launcher.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Attention, a head of all images at a time: products of a library, and a softmax between them. Scores are real; what
/// is made of them is stored as activations are.
template <class S, class Context, class R = arithmetic_t<S>>
struct cuda_attention {
  static void attention_forward(Context& ctx, const attention_call<S, R>& call) {
    const attention_geometry& g = call.geometry;
    const index_t scores = g.batch * g.queries * g.keys;
    if (scores == 0) return;
    cut memory(ctx.scratch(cut::size<R>(scores) + cut::size<S>(scores)));
    R* score = memory.take<R>(scores);
    S* p = memory.take<S>(scores);
    for (index_t head = 0; head < g.heads; ++head) {
      const index_t at = head * g.head_channels();
      probabilities(ctx, "attention_forward", call, head, call.statistics, false, score, p);
      ctx.multiply("attention_forward", from_keys(g, 1, false), static_cast<const S*>(p), call.v + at, call.y + at);
    }
  }

  /// With P = softmax(S), S = scale Q K^T, Y = P V: dV = P^T dY, dP = dY V^T, dS = P (dP - row sums of P dP), dQ =
  /// scale dS K, dK = scale dS^T Q.
  static void attention_backward(Context& ctx, const attention_backward_call<S, R>& call) {
    const attention_call<S, R>& of = call.of;
    const attention_geometry& g = of.geometry;
    const index_t scores = g.batch * g.queries * g.keys, rows = g.batch * g.queries;
    if (scores == 0) return;
    cut memory(ctx.scratch(cut::size<R>(scores) + 2 * cut::size<S>(scores)));
    R* score = memory.take<R>(scores);
    S* p = memory.take<S>(scores);
    S* ds = memory.take<S>(scores);
    grad_slot<S> q_grad = call.q_grad, k_grad = call.k_grad, v_grad = call.v_grad;
    settle(v_grad, q_grad, k_grad);
    for (index_t head = 0; head < g.heads; ++head) {
      const index_t at = head * g.head_channels();
      const S* dy = call.upper + at;
      probabilities(ctx, "attention_backward", of, head, of.statistics, true, score, p);
      if (v_grad)
        ctx.multiply("attention_backward", to_keys(g, 1, v_grad.accumulate), static_cast<const S*>(p), dy,
                     v_grad.data + at);
      if (!q_grad && !k_grad) continue;
      ctx.multiply("attention_backward", over_channels(g, 1), dy, of.v + at, score);
      ctx.launch("attention_backward", softmax_backward_body<S, R>{rows, g.keys, p, score, ds}, one_block_each(rows));
      if (q_grad)
        ctx.multiply("attention_backward", from_keys(g, scale(g), q_grad.accumulate), static_cast<const S*>(ds),
                     of.k + at, q_grad.data + at);
      if (k_grad)
        ctx.multiply("attention_backward", to_keys(g, scale(g), k_grad.accumulate), static_cast<const S*>(ds),
                     of.q + at, k_grad.data + at);
    }
  }

 private:
  static double scale(const attention_geometry& g) { return 1 / std::sqrt(static_cast<double>(g.head_channels())); }

  static void probabilities(Context& ctx, const char* name, const attention_call<S, R>& call, index_t head,
                            R* statistics, bool again, R* score, S* p) {
    const attention_geometry& g = call.geometry;
    const index_t at = head * g.head_channels();
    ctx.multiply(name, over_channels(g, scale(g)), call.q + at, call.k + at, score);
    ctx.launch(name,
               softmax_body<S, R>{g.batch * g.queries, g.keys, g.queries, g.heads, head, score, statistics, again, p},
               one_block_each(g.batch * g.queries));
  }

  /// (queries, keys) of each image from its queries and its keys.
  static matrix_product over_channels(const attention_geometry& g, double factor) {
    return {.rows = g.queries,
            .columns = g.keys,
            .depth = g.head_channels(),
            .transpose_b = true,
            .a_row = g.channels,
            .b_row = g.channels,
            .c_row = g.keys,
            .factor = factor,
            .count = g.batch,
            .a_step = g.queries * g.channels,
            .b_step = g.keys * g.channels,
            .c_step = g.queries * g.keys};
  }
  /// Like queries, from (queries, keys) and what is like keys.
  static matrix_product from_keys(const attention_geometry& g, double factor, bool accumulate) {
    return {.rows = g.queries,
            .columns = g.head_channels(),
            .depth = g.keys,
            .a_row = g.keys,
            .b_row = g.channels,
            .c_row = g.channels,
            .factor = factor,
            .accumulate = accumulate,
            .count = g.batch,
            .a_step = g.queries * g.keys,
            .b_step = g.keys * g.channels,
            .c_step = g.queries * g.channels};
  }
  /// Like keys, from (queries, keys) and what is like queries.
  static matrix_product to_keys(const attention_geometry& g, double factor, bool accumulate) {
    return {.rows = g.keys,
            .columns = g.head_channels(),
            .depth = g.queries,
            .transpose_a = true,
            .a_row = g.keys,
            .b_row = g.channels,
            .c_row = g.channels,
            .factor = factor,
            .accumulate = accumulate,
            .count = g.batch,
            .a_step = g.queries * g.keys,
            .b_step = g.queries * g.channels,
            .c_step = g.keys * g.channels};
  }
};

}  // namespace sfumato::cuda_kernels
