#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Weights as parameters keep them, (in,out), into the form that linear_forward reads: linear_packed_size(in, out)
/// scalars, laid out as the backend likes.
template <class S, class R>
struct linear_pack_call {
  index_t in = 0, out = 0;
  const R* weight = nullptr;
  S* packed = nullptr;  ///< overwritten
};

/// y = act(x W + bias + residual).
template <class S, class R>
struct linear_call {
  index_t batch = 0;  ///< images; each has rows / batch of the rows, side by side
  index_t rows = 0, in = 0, out = 0;
  const S* x = nullptr;  ///< (rows, in)
  const S* packed = nullptr;
  tail_terms<S, R> tail = {};  ///< without a row
  S* y = nullptr;              ///< (rows, out), overwritten
};

/// All gradients of such a call.
template <class S, class R>
struct linear_backward_call {
  linear_call<S, R> of;
  const R* weight = nullptr;  ///< as parameters keep them
  /// Like y: the gradient of y. Overwritten: on return that of the value before the activation.
  S* upper = nullptr;
  grad_slot<S> x_grad = {}, residual_grad = {};
  grad_slot<R> weight_grad = {}, bias_grad = {};
};

}  // namespace sfumato
