#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// What a linear layer does beside its product; absent values are empty.
struct linear_options {
  /// (out)
  real_value bias = {};
  /// (...,out): added before the activation.
  value residual = {};
  activation act = activation::none;
};

/// y = act( x W + bias + residual ) over the last axis: x (...,in), w (in,out), y (...,out).
/// Throws error_kind::shape where extents do not fit.
template <backend B>
value linear(graph<B>& g, value x, real_value w, const linear_options& options = {}) {
  using S = typename B::scalar;
  using R = typename B::real;
  const shape &xs = g.shape_of(x), &ws = g.shape_of(w);
  require(xs.rank() >= 1 && ws.rank() == 2 && xs.back() == ws[0], error_kind::shape,
          "linear: expected x (...,in) and weights (in,out), got x ", xs, " and weights ", ws);
  const index_t in = ws[0], out = ws[1], rows = xs.size() / in;
  const index_t batch = xs.rank() > 1 ? xs[0] : 1;
  const shape ys = xs.with_back(out);
  require(!options.bias || g.shape_of(options.bias) == shape{out}, error_kind::shape, "linear: expected a bias of ",
          out, " elements beside weights ", ws);
  require(!options.residual || g.shape_of(options.residual) == ys, error_kind::shape,
          "linear: expected a residual of shape ", ys);

  const value y = g.make(ys, {x, w, options.bias, options.residual});
  const S* packed = g.prepared(w, B::linear_packed_size(in, out), [&](S* to) {
    B::linear_pack(g.ctx(), {.in = in, .out = out, .weight = g.data(w), .packed = to});
  });
  S* before = options.act == activation::silu && g.needs_grad(y) ? g.template keep<S>(ys.size()) : nullptr;
  const tail_terms<S, R> tail{g.data(options.bias), nullptr, g.data(options.residual), options.act, before};
  const linear_call<S, R> call{batch, rows, in, out, g.data(x), packed, tail, g.data(y)};
  g.run([&] { B::linear_forward(g.ctx(), call); }, 2.0 * static_cast<double>(rows * in * out));

  g.record(y, [call, x, w, y, options](graph<B>& t) {
    B::linear_backward(t.ctx(), {.of = call,
                                 .weight = t.data(w),
                                 .upper = t.grad(y),
                                 .x_grad = t.grad_for(x),
                                 .residual_grad = t.grad_for(options.residual),
                                 .weight_grad = t.grad_for(w),
                                 .bias_grad = t.grad_for(options.bias)});
  });
  return y;
}

}  // namespace sfumato::ops
