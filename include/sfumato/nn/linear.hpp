#pragma once

#include "sfumato/ops/linear.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// y = act( x W + b ) over the last axis; parameters `weight`, `bias`.
template <backend B>
struct linear {
  using T = typename B::real;
  parameter<T> weight, bias;

  constexpr linear(index_t in, index_t out)
      : weight{{in, out}, parameter_role::linear_weight, in}, bias{{out}, parameter_role::bias, in} {}

  constexpr void visit(auto&& v) {
    v("weight", weight);
    v("bias", bias);
  }

  value operator()(graph<B>& g, value x, activation act = activation::none) const {
    return ops::linear(g, x, g(weight), {.bias = g(bias), .act = act});
  }
};

}  // namespace sfumato
