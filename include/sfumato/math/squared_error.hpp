#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct squared_difference {
  template <class P>
  SFUMATO_HOST_DEVICE P operator()(P x, P y) const {
    return (x - y) * (x - y);
  }
};

struct product {
  template <class P>
  SFUMATO_HOST_DEVICE P operator()(P x, P y) const {
    return x * y;
  }
};

/// grad (+)= scale * upper * weight * (x - y), with the upper gradient read from memory and the row's weight if it has
/// one.
template <class T>
struct squared_difference_grad {
  T scale;
  const T* upper;
  bool weighted;
  bool accumulate;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(const T* weight, P& grad, const P& x, const P& y) const {
    const P own = (x - y) * P(scale * *upper * (weighted ? *weight : T(1)));
    grad = accumulate ? grad + own : own;
  }
};

}  // namespace sfumato
