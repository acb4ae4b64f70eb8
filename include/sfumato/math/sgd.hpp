#pragma once

#include "sfumato/core/config.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The numbers of one step of gradient descent, in the memory of the backend.
template <class T>
struct sgd_numbers {
  T rate, momentum, decay;
  T active;  ///< 1; 0 where this step is to change nothing
};

/// Gradient descent with momentum on one parameter p with gradient g: b = momentum b + g + decay p; p = p - rate b.
template <class T>
struct sgd_update {
  const sgd_numbers<T>* now;
  const T* grad_scale;  ///< multiplies the gradient; null is 1

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& p, P& b, const P& grad) const {
    using lanewise::select;
    const auto active = P(now->active) > P(T(0));
    const P direction = P(now->momentum) * b + (grad * P(grad_scale ? *grad_scale : T(1)) + P(now->decay) * p);
    const P moved = p - P(now->rate) * direction;
    b = select(active, direction, b);
    p = select(active, moved, p);
  }
};

}  // namespace sfumato
