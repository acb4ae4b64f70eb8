#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::ops {

/// What a linear layer does beside its product; absent values are empty.
struct linear_options {
  /// (out)
  value bias = {};
  /// (...,out): added before the activation.
  value residual = {};
  activation act = activation::none;
};

/// y = act( x W + bias + residual ) over the last axis: x (...,in), w (in,out), y (...,out).
/// Throws error_kind::shape where extents do not fit.
template <backend B>
value linear(graph<B>& g, value x, value w, const linear_options& options = {}) {
  using T = typename B::scalar;
  const shape &xs = g.shape_of(x), &ws = g.shape_of(w);
  require(xs.rank() >= 1 && ws.rank() == 2 && xs.back() == ws[0], error_kind::shape,
          "linear: expected x (...,in) and weights (in,out), got x ", xs, " and weights ", ws);
  const index_t in = ws[0], out = ws[1], rows = xs.size() / in;
  const shape ys = xs.with_back(out);
  require(!options.bias || g.shape_of(options.bias) == shape{out}, error_kind::shape, "linear: expected a bias of ",
          out, " elements beside weights ", ws);
  require(!options.residual || g.shape_of(options.residual) == ys, error_kind::shape,
          "linear: expected a residual of shape ", ys);

  const value y = g.make(ys, {x, w, options.bias, options.residual});
  T* packed =
      g.prepared(B::linear_packed_size(in, out), [&](T* to) { B::linear_pack(g.ctx(), in, out, g.data(w), to); });
  T* before = options.act == activation::silu && g.needs_grad(y) ? g.keep(ys.size()) : nullptr;
  const epilogue<T> tail{g.data(options.bias), nullptr, g.data(options.residual), options.act, before};
  g.run([&] { B::linear_forward(g.ctx(), rows, in, out, g.data(x), packed, tail, g.data(y)); },
        2.0 * static_cast<double>(rows * in * out));

  g.record(y, [rows, in, out, x, w, y, options, before](graph<B>& t) {
    const auto gx = t.grad_for(x);
    epilogue_grads<T> grads;
    grads.weight = t.grad_for(w);
    grads.bias = t.grad_for(options.bias);
    grads.residual = t.grad_for(options.residual);
    B::linear_backward(t.ctx(), rows, in, out, t.data(x), t.data(w), options.act, before ? before : t.data(y),
                       t.grad(y), gx, grads);
  });
  return y;
}

}  // namespace sfumato::ops
