#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {
namespace detail {

/// Element i of an image of twice the extents, from the pixel that lies under it.
template <class S>
struct doubled_pixel {
  index_t width, channels;  ///< of x
  const S* x;
  S* y;

  SFUMATO_HOST_DEVICE void operator()(index_t i) const {
    const index_t channel = i % channels, column = i / channels % (2 * width), row = i / channels / (2 * width);
    y[i] = x[((row / 2) * width + column / 2) * channels + channel];
  }
};

/// Element i of the gradient of x: the sum over the four pixels that were made of it. Rows of all images count on,
/// since each image has an even number of them.
template <class S, class R>
struct doubled_pixel_grad {
  index_t width, channels;
  const S* upper;
  S* grad;
  bool accumulate;

  SFUMATO_HOST_DEVICE void operator()(index_t i) const {
    const index_t channel = i % channels, column = i / channels % width, row = i / channels / width;
    const S* from = upper + (4 * row * width + 2 * column) * channels + channel;
    const index_t below = 2 * width * channels;
    const R sum = static_cast<R>(from[0]) + static_cast<R>(from[channels]) + static_cast<R>(from[below]) +
                  static_cast<R>(from[below + channels]);
    grad[i] = static_cast<S>(accumulate ? static_cast<R>(grad[i]) + sum : sum);
  }
};

}  // namespace detail

/// Each pixel four times: x (N,H,W,C), y (N,2H,2W,C). Where a convolution reads the result, its option `upsample` does
/// this in passing and cheaper.
template <backend B>
value upsample(graph<B>& g, value x) {
  using S = typename B::scalar;
  const shape xs = g.shape_of(x);
  require(xs.rank() == 4, error_kind::shape, "upsample: expected x (N,H,W,C), got ", xs);
  const value y = g.make({xs[0], 2 * xs[1], 2 * xs[2], xs[3]}, {x});
  g.run([&] {
    B::for_each_index(g.ctx(), 4 * xs.size(), detail::doubled_pixel<S>{xs[2], xs[3], g.data(x), g.data(y)});
  });
  g.record(y, [x, y](graph<B>& t) {
    const auto gx = t.grad_for(x);
    if (!gx) return;
    const shape& extent = t.shape_of(x);
    B::for_each_index(
        t.ctx(), extent.size(),
        detail::doubled_pixel_grad<S, typename B::real>{extent[2], extent[3], t.grad(y), gx.data, gx.accumulate});
  });
  return y;
}

}  // namespace sfumato::ops
