#pragma once

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/core/number.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// losses[n] = log( sum over k of exp(x[n,k]) ) - x[n,labels[n]].
template <class R>
struct cross_entropy_call {
  index_t rows = 0, classes = 0;
  const R* x = nullptr;           ///< (rows, classes), logits
  const whole* labels = nullptr;  ///< (rows), each in 0 ... classes - 1
  R* losses = nullptr;            ///< (rows), overwritten
};

/// The gradient of x from that of the mean of the losses: (softmax(x)[n,k] - [k = labels[n]]) upper / rows.
template <class R>
struct cross_entropy_backward_call {
  cross_entropy_call<R> of;
  const R* upper = nullptr;  ///< one number, the gradient of the mean
  grad_slot<R> x_grad = {};
};

}  // namespace sfumato
