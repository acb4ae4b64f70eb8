#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// Largest, or mean, value of each 2x2 window at stride 2: x (N,H,W,C), y (N,H/2,W/2,C); an odd last row or column is
/// left out. The gradient of the maximum goes to the first largest entry.
template <backend B>
value pool(graph<B>& g, value x, pooling kind) {
  const shape& xs = g.shape_of(x);
  require(xs.rank() == 4 && xs[1] >= 2 && xs[2] >= 2, error_kind::shape,
          "pool: expected x (N,H,W,C) with H and W of at least 2, got ", xs);
  const shape extent = xs;
  const value y = g.make({xs[0], xs[1] / 2, xs[2] / 2, xs[3]}, {x});
  const pool_call<typename B::scalar> call{kind, extent, g.data(x), g.data(y)};
  g.run([&] { B::pool_forward(g.ctx(), call); });
  g.record(y, [call, x, y](graph<B>& t) {
    B::pool_backward(t.ctx(), {.of = call, .upper = t.grad(y), .x_grad = t.grad_for(x)});
  });
  return y;
}

template <backend B>
value max_pool(graph<B>& g, value x) {
  return pool(g, x, pooling::max);
}

template <backend B>
value avg_pool(graph<B>& g, value x) {
  return pool(g, x, pooling::average);
}

}  // namespace sfumato::ops
