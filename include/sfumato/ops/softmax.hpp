#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::ops {

/// y[..., i] = exp(x[..., i]) / sum over j of exp(x[..., j]), over the last axis.
template <backend B>
value softmax(graph<B>& g, value x) {
  const shape extent = g.shape_of(x);
  require(extent.rank() >= 1 && extent.back() >= 1, error_kind::shape,
          "softmax: expected x (...,n) with n of at least 1, got ", extent);
  const index_t columns = extent.back(), rows = extent.size() / columns;
  const value y = g.make(extent, {x});
  g.run([&] { B::softmax_forward(g.ctx(), rows, columns, g.data(x), g.data(y)); });
  g.record(y, [rows, columns, x, y](graph<B>& t) {
    B::softmax_backward(t.ctx(), rows, columns, t.data(y), t.grad(y), t.grad_for(x));
  });
  return y;
}

}  // namespace sfumato::ops
