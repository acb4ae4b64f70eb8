#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato {

/// Gradient descent with momentum on one parameter p with gradient g: b = momentum b + g + decay p; p = p - rate b.
template <class T>
struct sgd_update {
  T rate, momentum, decay;
  const T* grad_scale;  ///< multiplies the gradient; null is 1

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& p, P& b, const P& grad) const {
    b = P(momentum) * b + (grad * P(grad_scale ? *grad_scale : T(1)) + P(decay) * p);
    p = p - P(rate) * b;
  }
};

}  // namespace sfumato
