#pragma once

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/core/number.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// y[n] = x[n] + table[labels[n]].
template <class S, class R>
struct embedding_call {
  index_t rows = 0, features = 0, entries = 0;
  const S* x = nullptr;           ///< (rows, features)
  const whole* labels = nullptr;  ///< (rows), each in 0 ... entries - 1
  const R* table = nullptr;       ///< (entries, features)
  S* y = nullptr;                 ///< (rows, features), overwritten
};

/// The gradients of x and of the table.
template <class S, class R>
struct embedding_backward_call {
  embedding_call<S, R> of;
  const S* upper = nullptr;  ///< the gradient of y
  grad_slot<S> x_grad = {};
  grad_slot<R> table_grad = {};
};

}  // namespace sfumato
