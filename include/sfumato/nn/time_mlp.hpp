#pragma once

#include "sfumato/nn/linear.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Makes an embedding of the sinusoidal features of a time: linear_2( silu( linear_1(x) ) ), x (N,in), y (N,out).
template <backend B>
struct time_mlp {
  linear<B> linear_1, linear_2;

  constexpr time_mlp(index_t in, index_t out) : linear_1(in, out), linear_2(out, out) {}

  constexpr void visit(auto&& v) {
    v("linear_1", linear_1);
    v("linear_2", linear_2);
  }

  value operator()(graph<B>& g, value x) const { return linear_2(g, linear_1(g, x, activation::silu)); }
};

}  // namespace sfumato
