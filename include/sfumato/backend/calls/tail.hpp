#pragma once

#include "sfumato/core/shape.hpp"
#include "sfumato/math/activation.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What an operation adds behind its sums: y = activation(sum + bias + row of its image + residual). Null is absent. S
/// stores activations, R parameters.
template <class S, class R>
struct tail_terms {
  const R* bias = nullptr;      ///< (out)
  const S* row = nullptr;       ///< (batch, out)
  const S* residual = nullptr;  ///< like y
  activation act = activation::none;
  /// Where to keep the value before the activation, like y, for backward passes that need it (silu).
  S* before = nullptr;

  /// What the slope of the activation is read from: the value before it, or for relu y itself.
  const S* kept(const S* y) const { return before ? before : y; }
};

/// Where a backward pass writes one gradient: absent when null; over what is there, or on top of it. Where an operation
/// read one array twice, two slots of a record are one array; they are filled as if in the order of the record, so that
/// only the first of them may overwrite.
template <class T>
struct grad_slot {
  T* data = nullptr;
  bool accumulate = false;
  explicit constexpr operator bool() const { return data != nullptr; }
};

}  // namespace sfumato
