#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// y[n,c] = the mean of x[n,h,w,c] over h and w.
template <class S>
struct pixel_mean_call {
  shape extent;          ///< of x, (N,H,W,C)
  const S* x = nullptr;  ///< (N,H,W,C)
  S* y = nullptr;        ///< (N,C), overwritten
};

/// The gradient of x.
template <class S>
struct pixel_mean_backward_call {
  shape extent;              ///< of x, (N,H,W,C)
  const S* upper = nullptr;  ///< (N,C), the gradient of y
  grad_slot<S> x_grad = {};
};

}  // namespace sfumato
