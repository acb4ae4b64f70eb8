#pragma once

#include "sfumato/math/squared_error.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::ops {

/// Mean squared error: mean over all elements of (x - target)^2, optionally with a weight per row (image) behind it:
/// mean of w[n] (x - target)^2. x and target of one shape, weights (N), result (1).
template <backend B>
value mse(graph<B>& g, value x, value target, value weights = {}) {
  using T = typename B::scalar;
  const shape& xs = g.shape_of(x);
  require(xs == g.shape_of(target), error_kind::shape, "mse: expected two tensors of one shape, got ", xs, " and ",
          g.shape_of(target));
  require(!weights || g.shape_of(weights) == shape{xs[0]}, error_kind::shape, "mse: expected one weight a row of ", xs);
  const index_t n = xs.size(), rows = weights ? xs[0] : 1;
  const T scale = T(1) / static_cast<T>(n);
  const value loss = g.make({1}, {x, target, weights});
  T* row_losses = weights ? g.keep(rows) : nullptr;
  require(!weights || g.training(), error_kind::config, "mse: row weights are for training graphs");
  g.run([&] {
    if (!weights) {
      B::reduce(g.ctx(), g.data(loss), scale, n, squared_difference{}, static_cast<const T*>(g.data(x)),
                static_cast<const T*>(g.data(target)));
      return;
    }
    const index_t row = n / rows;
    for (index_t r = 0; r < rows; ++r)
      B::reduce(g.ctx(), row_losses + r, scale, row, squared_difference{}, static_cast<const T*>(g.data(x) + r * row),
                static_cast<const T*>(g.data(target) + r * row));
    B::reduce(g.ctx(), g.data(loss), T(1), rows, product{}, static_cast<const T*>(row_losses),
              static_cast<const T*>(g.data(weights)));
  });
  g.record(loss, [=](graph<B>& t) {
    const auto back = [&](value to, value from) {
      const auto slot = t.grad_for(to);
      if (!slot) return;
      // One row with weight 1 when no weights were given; the upper gradient is read on the device.
      const T* weight = weights ? t.data(weights) : nullptr;
      B::for_each_row(t.ctx(), rows, n / rows,
                      squared_difference_grad<T>{T(2) * scale, t.grad(loss), weight != nullptr, slot.accumulate},
                      weight ? weight : t.grad(loss), 1, slot.data, static_cast<const T*>(t.data(to)),
                      static_cast<const T*>(t.data(from)));
    };
    back(x, target);
    back(target, x);
  });
  return loss;
}

}  // namespace sfumato::ops
