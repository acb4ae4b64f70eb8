#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The numbers of one step of Adam, in the memory of the backend.
template <class T>
struct adam_numbers {
  T share1, share2;  ///< 1 - beta1, 1 - beta2
  T rate, root_scale, epsilon;
  T l2, keep;
  T active;  ///< 1; 0 where this step is to change nothing
};

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
  const adam_numbers<T>* now;
  const T* grad_scale;  ///< multiplies the gradient; null is 1

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& p, P& m, P& v, const P& grad) const {
    using lanewise::select;
    using std::sqrt;
    const auto active = P(now->active) > P(T(0));
    const P g = grad * P(grad_scale ? *grad_scale : T(1)) + P(now->l2) * p;
    const P first = m + P(now->share1) * (g - m);
    const P second = v + P(now->share2) * (g * g - v);
    const P moved = P(now->keep) * p - P(now->rate) * first / (P(now->root_scale) * sqrt(second) + P(now->epsilon));
    m = select(active, first, m);
    v = select(active, second, v);
    p = select(active, moved, p);
  }
};

}  // namespace sfumato
