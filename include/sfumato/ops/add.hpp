#pragma once

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// y = a + b, two tensors of one shape. Where a convolution or linear layer made one of them, its `residual` is
/// cheaper.
template <backend B>
value add(graph<B>& g, value a, value b) {
  using T = typename B::scalar;
  const shape extent = g.shape_of(a);
  require(extent == g.shape_of(b), error_kind::shape, "add: expected two tensors of one shape, got ", extent, " and ",
          g.shape_of(b));
  const value y = g.make(extent, {a, b});
  g.run([&] {
    B::for_each(g.ctx(), extent.size(), addition{}, g.data(y), static_cast<const T*>(g.data(a)),
                static_cast<const T*>(g.data(b)));
  });
  g.record(y, [a, b, y](graph<B>& t) {
    for (const value x : {a, b})
      if (const auto gx = t.grad_for(x))
        B::for_each(t.ctx(), t.shape_of(x).size(), assignment{gx.accumulate}, gx.data,
                    static_cast<const T*>(t.grad(y)));
  });
  return y;
}

}  // namespace sfumato::ops
