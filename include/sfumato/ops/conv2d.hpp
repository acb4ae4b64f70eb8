#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// What a convolution does beside its sums; absent values are empty.
struct conv2d_options {
  /// (out): added to every pixel.
  real_value bias = {};
  /// (N,out): added to every pixel of its image, as a time embedding is.
  value row = {};
  /// (N,H,W,out): added at the end, before the activation.
  value residual = {};
  /// (N,H,W,C1): more input channels behind those of x, read from their own place instead of a concatenated copy.
  value second = {};
  index_t stride = 1;
  padding pad = padding::same(3);
  /// Reads x as if it were upsampled by 2 (nearest) first; `second` has the larger extents already.
  bool upsample = false;
  activation act = activation::none;
};

/// y[n,i,j,o] = act( sum over ky,kx,c of x[n, s i + ky - top, s j + kx - left, c] w[ky,kx,c,o] + bias + row + residual
/// ), zeros outside the image.
///
/// x (N,H,W,C), w (k,k,C + C1,out), y (N,H',W',out), H' = (H + top + bottom - k) / s + 1. Throws error_kind::shape
/// where extents do not fit.
template <backend B>
value conv2d(graph<B>& g, value x, real_value w, const conv2d_options& options = {}) {
  using S = typename B::scalar;
  using R = typename B::real;
  const shape &xs = g.shape_of(x), &ws = g.shape_of(w);
  require(xs.rank() == 4 && ws.rank() == 4 && ws[0] == ws[1] && ws[0] >= 1 && ws[0] <= 7, error_kind::shape,
          "conv2d: expected x (N,H,W,C) and weights (k,k,in,out) with k from 1 to 7, got x ", xs, " and weights ", ws);
  conv2d_geometry geometry{
      xs[0], xs[1], xs[2],          xs[3],       options.second ? g.shape_of(options.second)[3] : 0,
      ws[3], ws[0], options.stride, options.pad, options.upsample};
  require(geometry.in_channels() == ws[2], error_kind::shape, "conv2d: expected ", ws[2],
          " input channels as in weights ", ws, ", got ", geometry.in_channels(), " from x ", xs);
  require(geometry.stride >= 1 && geometry.in_height() + geometry.pad.top + geometry.pad.bottom >= geometry.kernel &&
              geometry.in_width() + geometry.pad.left + geometry.pad.right >= geometry.kernel,
          error_kind::shape, "conv2d: expected an image at least as large as the kernel of weights ", ws, ", got x ",
          xs);
  const shape ys = geometry.output();
  const auto expect = [&](const char* what, any_value v, const shape& s) {
    require(v.id < 0 || g.shape_of(v) == s, error_kind::shape, "conv2d: expected ", what, " of shape ", s, ", got ",
            v.id >= 0 ? g.shape_of(v) : s);
  };
  expect("a bias", options.bias, {ws[3]});
  expect("a row", options.row, {xs[0], ws[3]});
  expect("a residual", options.residual, ys);
  expect("a second input", options.second, {xs[0], geometry.in_height(), geometry.in_width(), geometry.channels1});

  const value y = g.make(ys, {x, w, options.bias, options.row, options.residual, options.second});
  const S* packed = g.prepared(w, B::conv2d_packed_size(geometry), [&](S* to) {
    B::conv2d_pack(g.ctx(), {.geometry = geometry, .weight = g.data(w), .packed = to});
  });
  S* before = options.act == activation::silu && g.needs_grad(y) ? g.template keep<S>(ys.size()) : nullptr;
  const tail_terms<S, R> tail{g.data(options.bias), g.data(options.row), g.data(options.residual), options.act, before};
  const conv2d_call<S, R> call{geometry, g.data(x), g.data(options.second), packed, tail, g.data(y)};
  g.run([&] { B::conv2d_forward(g.ctx(), call); }, geometry.flops());

  g.record(y, [call, x, w, y, options](graph<B>& t) {
    B::conv2d_backward(t.ctx(), {.of = call,
                                 .weight = t.data(w),
                                 .upper = t.grad(y),
                                 .x0_grad = t.grad_for(x),
                                 .x1_grad = t.grad_for(options.second),
                                 .row_grad = t.grad_for(options.row),
                                 .residual_grad = t.grad_for(options.residual),
                                 .weight_grad = t.grad_for(w),
                                 .bias_grad = t.grad_for(options.bias)});
  });
  return y;
}

}  // namespace sfumato::ops
