#pragma once

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {
namespace detail {

/// x as another kind of handle. Costs nothing where both are stored alike.
template <class To, backend B, class From>
To cast(graph<B>& g, From x) {
  using T = stored_t<B, To::kind>;
  using F = stored_t<B, From::kind>;
  if constexpr (std::is_same_v<T, F>) {
    return To(x.id);
  } else {
    const shape extent = g.shape_of(x);
    const To y = g.template make_all<To, 1>({extent}, {x})[0];
    g.run([&] { B::for_each(g.ctx(), extent.size(), assignment{false}, g.data(y), static_cast<const F*>(g.data(x))); });
    g.record(y, [x, y](graph<B>& t) {
      if (const auto gx = t.grad_for(x))
        B::for_each(t.ctx(), t.shape_of(x).size(), assignment{gx.accumulate}, gx.data,
                    static_cast<const T*>(t.grad(y)));
    });
    return y;
  }
}

}  // namespace detail

/// The way into a network: reals (an image x_t) rounded to activations.
template <backend B>
value to_scalar(graph<B>& g, real_value x) {
  return detail::cast<value>(g, x);
}

/// The way out: activations (a prediction) as reals.
template <backend B>
real_value to_real(graph<B>& g, value x) {
  return detail::cast<real_value>(g, x);
}

}  // namespace sfumato::ops
