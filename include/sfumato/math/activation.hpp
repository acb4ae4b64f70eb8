#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a fused operation applies last. silu(x) = x / (1 + exp(-x)); relu(x) = max(x, 0).
enum class activation { none, relu, silu };

template <class P>
SFUMATO_HOST_DEVICE inline P sigmoid(P x) {
  using std::exp;
  return P(1) / (P(1) + exp(-x));
}

template <class P>
SFUMATO_HOST_DEVICE inline P silu_value(P x) {
  return x * sigmoid(x);
}

/// d silu / dx = s (1 + x (1 - s)), s = sigmoid(x).
template <class P>
SFUMATO_HOST_DEVICE inline P silu_slope(P x) {
  const P s = sigmoid(x);
  return s * (P(1) + x * (P(1) - s));
}

template <class P>
SFUMATO_HOST_DEVICE inline P relu_value(P x) {
  using lanewise::larger;
  return larger(x, P(0));
}

template <class P>
SFUMATO_HOST_DEVICE inline P activate(activation kind, P x) {
  switch (kind) {
    case activation::relu: return relu_value(x);
    case activation::silu: return silu_value(x);
    case activation::none: break;
  }
  return x;
}

/// The slope at x, x being the value before the activation (for relu the value after it serves as well).
template <class P>
SFUMATO_HOST_DEVICE inline P activation_slope(activation kind, P x) {
  using lanewise::select;
  switch (kind) {
    case activation::relu: return select(x > P(0), P(1), P(0));
    case activation::silu: return silu_slope(x);
    case activation::none: break;
  }
  return P(1);
}

}  // namespace sfumato
