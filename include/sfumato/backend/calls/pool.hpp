#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What stands for a 2x2 window.
enum class pooling { max, average };

/// y = the largest or mean value of each 2x2 window at stride 2; an odd last row or column is left out.
template <class S>
struct pool_call {
  pooling kind = pooling::max;
  shape extent;          ///< of x, (N,H,W,C)
  const S* x = nullptr;  ///< (N,H,W,C)
  S* y = nullptr;        ///< (N,H/2,W/2,C), overwritten
};

/// The gradient of x; of a maximum it goes to the first largest entry.
template <class S>
struct pool_backward_call {
  pool_call<S> of;
  const S* upper = nullptr;  ///< the gradient of y
  grad_slot<S> x_grad = {};
};

}  // namespace sfumato
