#pragma once

#include "sfumato/core/config.hpp"
#include "sfumato/core/number.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/math/activation.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// x itself: what a plain sum adds up.
struct itself {
  template <class P>
  SFUMATO_HOST_DEVICE P operator()(P x) const {
    return x;
  }
};

/// out = a + b.
struct addition {
  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& a, const P& b) const {
    out = a + b;
  }
};

/// out (+)= x.
struct assignment {
  bool accumulate;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& x) const {
    out = accumulate ? out + x : x;
  }
};

/// out = factor x + offset.
template <class T>
struct affine_map {
  T factor, offset;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& x) const {
    out = P(factor) * x + P(offset);
  }
};

/// to[i] = the one number at `from`.
template <class T>
struct spread {
  const T* from;
  T* to;

  SFUMATO_HOST_DEVICE void operator()(index_t i) const { to[i] = *from; }
};

/// A counter in memory, plus 1.
struct advance {
  whole* counter;

  SFUMATO_HOST_DEVICE void operator()(index_t) const { ++*counter; }
};

/// grad (+)= factor upper: the gradient of a multiple.
template <class T>
struct scaled_grad {
  T factor;
  bool accumulate;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& grad, const P& upper) const {
    const P own = P(factor) * upper;
    grad = accumulate ? grad + own : own;
  }
};

/// out = activation(x).
struct activation_map {
  activation kind;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& x) const {
    out = activate(kind, x);
  }
};

/// grad (+)= upper times the slope of the activation at x.
struct activation_grad {
  activation kind;
  bool accumulate;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& grad, const P& upper, const P& x) const {
    const P own = upper * activation_slope(kind, x);
    grad = accumulate ? grad + own : own;
  }
};

}  // namespace sfumato
