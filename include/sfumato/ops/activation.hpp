#pragma once

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// An activation as an operation of its own, for where no convolution, linear layer or norm can apply it in passing: y
/// = act(x), any shape.
template <backend B>
value activate(graph<B>& g, value x, activation act) {
  using T = typename B::scalar;
  const shape extent = g.shape_of(x);
  const value y = g.make(extent, {x});
  g.run([&] { B::for_each(g.ctx(), extent.size(), activation_map{act}, g.data(y), static_cast<const T*>(g.data(x))); });
  g.record(y, [x, y, act](graph<B>& t) {
    const auto gx = t.grad_for(x);
    if (!gx) return;
    B::for_each(t.ctx(), t.shape_of(x).size(), activation_grad{act, gx.accumulate}, gx.data,
                static_cast<const T*>(t.grad(y)), static_cast<const T*>(t.data(x)));
  });
  return y;
}

/// y = x / (1 + exp(-x)) (Elfwing et al. 2018).
template <backend B>
value silu(graph<B>& g, value x) {
  return activate(g, x, activation::silu);
}

/// y = max(x, 0).
template <backend B>
value relu(graph<B>& g, value x) {
  return activate(g, x, activation::relu);
}

}  // namespace sfumato::ops
