#pragma once

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::ops {

/// The way into a network: reals (an image x_t) rounded to activations. Costs nothing where both are stored alike.
template <backend B>
value to_scalar(graph<B>& g, real_value x) {
  using S = typename B::scalar;
  using R = typename B::real;
  if constexpr (std::is_same_v<S, R>) {
    return value(x.id);
  } else {
    const shape extent = g.shape_of(x);
    const value y = g.make(extent, {x});
    g.run([&] { B::for_each(g.ctx(), extent.size(), assignment{false}, g.data(y), static_cast<const R*>(g.data(x))); });
    g.record(y, [x, y](graph<B>& t) {
      if (const auto gx = t.grad_for(x))
        B::for_each(t.ctx(), t.shape_of(x).size(), assignment{gx.accumulate}, gx.data,
                    static_cast<const S*>(t.grad(y)));
    });
    return y;
  }
}

/// The way out: activations (a prediction) as reals.
template <backend B>
real_value to_real(graph<B>& g, value x) {
  using S = typename B::scalar;
  using R = typename B::real;
  if constexpr (std::is_same_v<S, R>) {
    return real_value(x.id);
  } else {
    const shape extent = g.shape_of(x);
    const real_value y = g.make_real(extent, {x});
    g.run([&] { B::for_each(g.ctx(), extent.size(), assignment{false}, g.data(y), static_cast<const S*>(g.data(x))); });
    g.record(y, [x, y](graph<B>& t) {
      if (const auto gx = t.grad_for(x))
        B::for_each(t.ctx(), t.shape_of(x).size(), assignment{gx.accumulate}, gx.data,
                    static_cast<const R*>(t.grad(y)));
    });
    return y;
  }
}

}  // namespace sfumato::ops
