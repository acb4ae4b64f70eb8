#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// Scaled dot-product attention (Vaswani et al. 2017, eq. 1) with heads: per head of d = C / heads channels,
/// y = softmax( q k^T / sqrt(d) ) v.
///
/// q (N,L,C), k and v (N,M,C), y (N,L,C). Images (N,H,W,C) count as H W tokens in row-major order. Throws
/// error_kind::shape where extents do not fit, error_kind::config where the heads do not divide the channels.
template <backend B>
value attention(graph<B>& g, value q, value k, value v, index_t heads = 1) {
  using S = typename B::scalar;
  using R = typename B::real;
  const shape extent = g.shape_of(q), &ks = g.shape_of(k);
  require(extent.rank() >= 3 && ks.rank() >= 3 && extent.size() > 0 && ks.size() > 0 && ks[0] == extent[0] &&
              ks.back() == extent.back() && g.shape_of(v) == ks,
          error_kind::shape, "attention: expected q (N,L,C), k and v (N,M,C), got ", extent, ", ", ks, " and ",
          g.shape_of(v));
  const index_t channels = extent.back();
  require(heads >= 1 && channels % heads == 0, error_kind::config,
          "attention: expected a number of heads that divides ", channels, " channels, got ", heads);
  const attention_geometry geometry{extent[0], extent.stride() / channels, ks.stride() / channels, channels, heads};

  const value y = g.make(extent, {q, k, v});
  R* statistics = g.needs_grad(y) ? g.template keep<R>(geometry.statistics_size()) : nullptr;
  const attention_call<S, R> call{geometry, g.data(q), g.data(k), g.data(v), statistics, g.data(y)};
  g.run([&] { B::attention_forward(g.ctx(), call); }, geometry.flops());
  g.record(y, [call, q, k, v, y](graph<B>& t) {
    B::attention_backward(
        t.ctx(),
        {.of = call, .upper = t.grad(y), .q_grad = t.grad_for(q), .k_grad = t.grad_for(k), .v_grad = t.grad_for(v)});
  });
  return y;
}

}  // namespace sfumato::ops
