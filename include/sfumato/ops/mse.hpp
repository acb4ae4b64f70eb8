#pragma once

#include "sfumato/math/squared_error.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// Mean squared error: mean over all elements of (x - target)^2, optionally with a weight per row (image) behind it:
/// mean of w[n] (x - target)^2. x and target of one shape, weights (N), result (1).
template <backend B>
real_value mse(graph<B>& g, real_value x, real_value target, real_value weights = {}) {
  using R = typename B::real;
  const shape& xs = g.shape_of(x);
  require(xs == g.shape_of(target), error_kind::shape, "mse: expected two tensors of one shape, got ", xs, " and ",
          g.shape_of(target));
  require(!weights || g.shape_of(weights) == shape{xs[0]}, error_kind::shape, "mse: expected one weight a row of ", xs);
  const index_t n = xs.size(), rows = weights ? xs[0] : 1;
  const R scale = R(1) / static_cast<R>(n);
  const real_value loss = g.make_real({1}, {x, target, weights});
  R* row_losses = weights ? g.template keep<R>(rows) : nullptr;
  require(!weights || g.training(), error_kind::config, "mse: row weights are for training graphs");
  g.run([&] {
    const R *a = g.data(x), *b = g.data(target), *w = g.data(weights);
    if (!weights) return B::reduce(g.ctx(), g.data(loss), scale, n, squared_difference{}, a, b);
    B::reduce_rows(g.ctx(), row_losses, scale, rows, n / rows, squared_difference{}, a, b);
    B::reduce(g.ctx(), g.data(loss), R(1), rows, product{}, static_cast<const R*>(row_losses), w);
  });
  g.record(loss, [=](graph<B>& t) {
    const auto back = [&](real_value to, real_value from) {
      const auto slot = t.grad_for(to);
      if (!slot) return;
      // One row with weight 1 when no weights were given; the upper gradient is read on the device.
      const R* weight = weights ? t.data(weights) : nullptr;
      B::for_each_row(t.ctx(), rows, n / rows,
                      squared_difference_grad<R>{R(2) * scale, t.grad(loss), weight != nullptr, slot.accumulate},
                      weight ? weight : t.grad(loss), 1, slot.data, static_cast<const R*>(t.data(to)),
                      static_cast<const R*>(t.data(from)));
    };
    back(x, target);
    back(target, x);
  });
  return loss;
}

}  // namespace sfumato::ops
