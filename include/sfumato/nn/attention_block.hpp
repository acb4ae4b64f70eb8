#pragma once

#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/attention.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Self-attention over the pixels of an image: y = x + to_out( attention( q, k, v of group_norm(x) ) ). x (N,H,W,C) or
/// (N,tokens,C); y has its shape.
template <backend B>
struct attention_block {
  group_norm<B> norm;
  linear<B> to_q, to_k, to_v, to_out;
  index_t heads;

  constexpr explicit attention_block(index_t channels, index_t heads_ = 1, index_t groups = 32, double eps = 1e-6)
      : norm(channels, groups, eps),
        to_q(channels, channels),
        to_k(channels, channels),
        to_v(channels, channels),
        to_out(channels, channels),
        heads(heads_) {}

  constexpr void visit(auto&& v) {
    v("group_norm", norm);
    v("to_q", to_q);
    v("to_k", to_k);
    v("to_v", to_v);
    v("to_out.0", to_out);
  }

  value operator()(graph<B>& g, value x) const {
    const value h = norm(g, x);
    const value q = to_q(g, h), k = to_k(g, h), v = to_v(g, h);
    return ops::linear(g, ops::attention(g, q, k, v, heads), g(to_out.weight), {.bias = g(to_out.bias), .residual = x});
  }
};

}  // namespace sfumato::inline SFUMATO_ISA
