#pragma once

#include <array>

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// Softmax cross-entropy, the mean over the batch of -log p[n,labels[n]] with p = softmax(x) over the classes: x (N,K)
/// holds logits, labels (N) are in 0 ... K - 1, the result is (1). Its gradient is (p - [k = label]) / N; labels get
/// none. Throws (shape) where these do not fit, and on the CPU (value) for a label that is no class.
template <backend B>
real_value cross_entropy(graph<B>& g, real_value x, whole_value labels) {
  using R = typename B::real;
  const shape xs = g.shape_of(x);
  require(xs.rank() == 2 && xs.size() > 0 && g.shape_of(labels) == shape{xs[0]}, error_kind::shape,
          "cross_entropy: expected logits (N,K) and labels (N), got ", xs, " and ", g.shape_of(labels));
  const std::array<real_value, 2> made = g.template make_all<real_value, 2>({shape{xs[0]}, shape{1}}, {x, labels});
  const real_value losses = made[0], loss = made[1];
  const cross_entropy_call<R> call{xs[0], xs[1], g.data(x), g.data(labels), g.data(losses)};
  g.run([&] {
    B::cross_entropy_forward(g.ctx(), call);
    B::reduce(g.ctx(), g.data(loss), R(1) / static_cast<R>(call.rows), call.rows, itself{},
              static_cast<const R*>(g.data(losses)));
  });
  g.record(loss, [call, x, loss](graph<B>& t) {
    B::cross_entropy_backward(t.ctx(), {.of = call, .upper = t.grad(loss), .x_grad = t.grad_for(x)});
  });
  return loss;
}

}  // namespace sfumato::ops
