#pragma once

#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Whether a convolution reads x0 as it stands.
SFUMATO_HOST_DEVICE constexpr bool reads_one_array(const conv2d_geometry& g) { return !g.upsample && g.channels1 == 0; }

/// What a convolution reads, as one array (batch, in_height, in_width, in_channels): each pixel of x0 doubled in both
/// directions where it is upsampled, the channels of x1 behind its own.
template <class S>
struct join_body {
  conv2d_geometry g;
  index_t height, width, channels;
  const S *x0, *x1;
  S* to;

  join_body(const conv2d_geometry& geometry, const S* first, const S* second, S* joined)
      : g(geometry),
        height(geometry.in_height()),
        width(geometry.in_width()),
        channels(geometry.in_channels()),
        x0(first),
        x1(second),
        to(joined) {}

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, g.batch * height * width * channels, [&](index_t i) {
      const index_t c = i % channels, pixel = i / channels, column = pixel % width, row = pixel / width;
      if (c >= g.channels0) {
        to[i] = x1[pixel * g.channels1 + c - g.channels0];
        return;
      }
      const index_t zoom = g.upsample ? 2 : 1, line = row / height * g.height + row % height / zoom;
      to[i] = x0[(line * g.width + column / zoom) * g.channels0 + c];
    });
  }
};

/// The gradient of what was joined, back into those of x0 and x1.
template <class S, class R>
struct part_body {
  conv2d_geometry g;
  index_t height, width, channels;
  const S* from;
  grad_slot<S> x0_grad, x1_grad;

  part_body(const conv2d_geometry& geometry, const S* joined, grad_slot<S> first, grad_slot<S> second)
      : g(geometry),
        height(geometry.in_height()),
        width(geometry.in_width()),
        channels(geometry.in_channels()),
        from(joined),
        x0_grad(first),
        x1_grad(second) {}

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, x0_grad.data ? g.batch * g.height * g.width * g.channels0 : 0, [&](index_t i) {
      const index_t c = i % g.channels0, column = i / g.channels0 % g.width, row = i / g.channels0 / g.width;
      const index_t zoom = g.upsample ? 2 : 1, line = row / g.height * height + row % g.height * zoom;
      R sum = 0;
      for (index_t k = 0; k < zoom * zoom; ++k)
        sum += static_cast<R>(from[((line + k / zoom) * width + column * zoom + k % zoom) * channels + c]);
      put(x0_grad, i, sum);
    });
    each_of_all(b, x1_grad.data ? g.batch * height * width * g.channels1 : 0, [&](index_t i) {
      put(x1_grad, i, static_cast<R>(from[i / g.channels1 * channels + g.channels0 + i % g.channels1]));
    });
  }
};

}  // namespace sfumato::cuda_kernels
