#pragma once

#include <optional>

#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/attention.hpp"
#include "sfumato/ops/scale.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct attention_options {
  index_t heads = 1;
  index_t head_channels = 0;  ///< of each head; 0: channels / heads
  index_t groups = 32;        ///< 0: x is not normalised
  double eps = 1e-6;
  double output_scale = 1;  ///< y is divided by it
};

/// Self-attention over the pixels of an image: y = x + to_out( attention( q, k, v of group_norm(x) ) ). x (N,H,W,C) or
/// (N,tokens,C); y has its shape.
template <backend B>
struct attention_block {
  std::optional<sfumato::group_norm<B>> group_norm;
  linear<B> to_q, to_k, to_v, to_out;
  attention_options options;

  constexpr explicit attention_block(index_t channels, const attention_options& chosen = {})
      : attention_block(channels, inner_channels(channels, chosen), chosen) {}

  constexpr void visit(auto&& v) {
    if (group_norm) v("group_norm", *group_norm);
    v("to_q", to_q);
    v("to_k", to_k);
    v("to_v", to_v);
    v("to_out.0", to_out);
  }

  value operator()(graph<B>& g, value x) const {
    const value h = group_norm ? (*group_norm)(g, x) : x;
    const value q = to_q(g, h), k = to_k(g, h), v = to_v(g, h);
    const value seen = ops::attention(g, q, k, v, options.heads);
    const value y = ops::linear(g, seen, g(to_out.weight), {.bias = g(to_out.bias), .residual = x});
    return options.output_scale == 1 ? y : ops::scale(g, y, static_cast<typename B::real>(1 / options.output_scale));
  }

 private:
  static constexpr index_t inner_channels(index_t channels, const attention_options& chosen) {
    require(chosen.heads > 0, error_kind::config, "attention_block: expected at least 1 head, got ", chosen.heads);
    return chosen.heads * (chosen.head_channels > 0 ? chosen.head_channels : channels / chosen.heads);
  }

  constexpr attention_block(index_t channels, index_t inner, const attention_options& chosen)
      : to_q(channels, inner), to_k(channels, inner), to_v(channels, inner), to_out(inner, channels), options(chosen) {
    if (chosen.groups > 0) group_norm.emplace(channels, chosen.groups, chosen.eps);
  }
};

}  // namespace sfumato
