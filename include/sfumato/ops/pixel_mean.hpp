#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// The mean over all pixels of each image, channel by channel: x (N,H,W,C), y (N,C). What stands where no longer
/// counts, which is what tells apart kinds of images needs.
template <backend B>
value pixel_mean(graph<B>& g, value x) {
  const shape xs = g.shape_of(x);
  require(xs.rank() == 4 && xs[1] >= 1 && xs[2] >= 1, error_kind::shape,
          "pixel_mean: expected x (N,H,W,C) with H and W of at least 1, got ", xs);
  const value y = g.make({xs[0], xs[3]}, {x});
  g.run([&] { B::pixel_mean_forward(g.ctx(), {.extent = xs, .x = g.data(x), .y = g.data(y)}); });
  g.record(y, [xs, x, y](graph<B>& t) {
    B::pixel_mean_backward(t.ctx(), {.extent = xs, .upper = t.grad(y), .x_grad = t.grad_for(x)});
  });
  return y;
}

}  // namespace sfumato::ops
