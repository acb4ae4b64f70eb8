#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::ops {

/// Each pixel becomes 2x2 of the same: x (N,H,W,C), y (N,2H,2W,C). Before a convolution, its option `upsample` is
/// cheaper.
template <backend B>
value upsample_nearest(graph<B>& g, value x) {
  const shape extent = g.shape_of(x);
  require(extent.rank() == 4, error_kind::shape, "upsample_nearest: expected x (N,H,W,C), got ", extent);
  const value y = g.make({extent[0], 2 * extent[1], 2 * extent[2], extent[3]}, {x});
  g.run([&] { B::upsample_forward(g.ctx(), extent, g.data(x), g.data(y)); });
  g.record(y, [x, y](graph<B>& t) { B::upsample_backward(t.ctx(), t.shape_of(x), t.grad(y), t.grad_for(x)); });
  return y;
}

}  // namespace sfumato::ops
