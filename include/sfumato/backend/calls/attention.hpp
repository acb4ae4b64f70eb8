#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The extents of scaled dot-product attention: queries (batch, queries, channels), keys and values (batch, keys,
/// channels). Head h owns the channels h d ... (h + 1) d - 1, d = channels / heads.
struct attention_geometry {
  index_t batch = 0, queries = 0, keys = 0, channels = 0, heads = 1;

  constexpr index_t head_channels() const { return channels / heads; }
  /// Reals of the statistics: the largest score and 1 / sum of exponentials of each row, (batch, heads, queries, 2).
  constexpr index_t statistics_size() const { return batch * heads * queries * 2; }
  /// Multiplications and additions of one forward pass.
  constexpr double flops() const { return 4.0 * static_cast<double>(batch * queries * keys * channels); }
};

/// Per head: y = softmax(q k^T / sqrt(head channels)) v.
template <class S, class R>
struct attention_call {
  attention_geometry geometry;
  const S* q = nullptr;     ///< (batch, queries, channels)
  const S* k = nullptr;     ///< (batch, keys, channels)
  const S* v = nullptr;     ///< (batch, keys, channels)
  R* statistics = nullptr;  ///< statistics_size() reals, written for a backward pass; null: not wanted
  S* y = nullptr;           ///< (batch, queries, channels), overwritten
};

/// The gradients of q, k and v. The statistics of the call must have been kept.
template <class S, class R>
struct attention_backward_call {
  attention_call<S, R> of;
  const S* upper = nullptr;  ///< the gradient of y
  grad_slot<S> q_grad = {}, k_grad = {}, v_grad = {};
};

}  // namespace sfumato
