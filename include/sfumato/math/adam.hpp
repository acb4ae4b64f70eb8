#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"

namespace sfumato {

/// Step k = 1, 2, ... of Adam (Kingma & Ba 2015, algorithm 1) on one parameter p with gradient g:
///
///   m = beta1 m + (1 - beta1) g              first moment
///   v = beta2 v + (1 - beta2) g^2            second moment
///   p = p - rate m / (root_scale sqrt(v) + epsilon),   rate = lr / (1 - beta1^k),   root_scale = 1 / sqrt(1 - beta2^k)
///
/// Weight decay either adds l2 p to the gradient, or shrinks p by the factor `keep` first (AdamW: Loshchilov & Hutter
/// 2019, algorithm 2).
template <class T>
struct adam_update {
  T share1, share2;  ///< 1 - beta1, 1 - beta2
  T rate, root_scale, epsilon;
  T l2, keep;
  const T* grad_scale;  ///< multiplies the gradient; null is 1

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& p, P& m, P& v, const P& grad) const {
    using std::sqrt;
    const P g = grad * P(grad_scale ? *grad_scale : T(1)) + P(l2) * p;
    m = m + P(share1) * (g - m);
    v = v + P(share2) * (g * g - v);
    p = P(keep) * p - P(rate) * m / (P(root_scale) * sqrt(v) + P(epsilon));
  }
};

}  // namespace sfumato
