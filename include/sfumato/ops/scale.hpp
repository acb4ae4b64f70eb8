#pragma once

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// y = factor x + offset, any shape.
template <backend B>
value scale(graph<B>& g, value x, typename B::real factor, typename B::real offset = 0) {
  using T = typename B::scalar;
  const shape extent = g.shape_of(x);
  const value y = g.make(extent, {x});
  g.run([&] {
    B::for_each(g.ctx(), extent.size(), affine_map<typename B::real>{factor, offset}, g.data(y),
                static_cast<const T*>(g.data(x)));
  });
  g.record(y, [x, y, factor](graph<B>& t) {
    if (const auto gx = t.grad_for(x))
      B::for_each(t.ctx(), t.shape_of(x).size(), scaled_grad<typename B::real>{factor, gx.accumulate}, gx.data,
                  static_cast<const T*>(t.grad(y)));
  });
  return y;
}

}  // namespace sfumato::ops
