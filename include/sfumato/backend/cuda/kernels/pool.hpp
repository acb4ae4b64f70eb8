#pragma once

#include "sfumato/backend/calls/pool.hpp"
#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Where the 2x2 windows of an array of images (N,H,W,C) lie.
struct windows {
  index_t images, height, width, channels;

  explicit windows(const shape& s) : images(s[0]), height(s[1]), width(s[2]), channels(s[3]) {}
  /// Numbers that come out.
  SFUMATO_HOST_DEVICE index_t size() const { return images * (height / 2) * (width / 2) * channels; }
  /// The upper left number of the window that number i comes from; the others lie `channels` and a row further.
  SFUMATO_HOST_DEVICE index_t corner(index_t i) const {
    const index_t c = i % channels, column = i / channels % (width / 2), row = i / channels / (width / 2);
    const index_t image = row / (height / 2);
    return ((image * height + row % (height / 2) * 2) * width + 2 * column) * channels + c;
  }
  SFUMATO_HOST_DEVICE index_t place(index_t corner_at, int k) const {
    return corner_at + (k % 2) * channels + (k / 2) * width * channels;
  }
};

/// pool_call.
template <class S, class R>
struct pool_body {
  pooling kind;
  windows at;
  const S* x;
  S* y;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, at.size(), [&](index_t i) {
      const index_t corner = at.corner(i);
      R v[4];
      for (int k = 0; k < 4; ++k) v[k] = static_cast<R>(x[at.place(corner, k)]);
      R most = v[0];
      for (int k = 1; k < 4; ++k)
        if (most < v[k]) most = v[k];
      y[i] = static_cast<S>(kind == pooling::max ? most : R(0.25) * ((v[0] + v[1]) + (v[2] + v[3])));
    });
  }
};

/// pool_backward_call: one thread for each number of x, also those of an odd last row or column.
template <class S, class R>
struct pool_backward_body {
  pooling kind;
  windows at;
  const S *x, *upper;
  grad_slot<S> x_grad;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, at.images * at.height * at.width * at.channels, [&](index_t i) {
      const index_t c = i % at.channels, column = i / at.channels % at.width, row = i / at.channels / at.width;
      const index_t image = row / at.height, line = row % at.height;
      if (line / 2 >= at.height / 2 || column / 2 >= at.width / 2) {
        put(x_grad, i, R(0));
        return;
      }
      const index_t out = ((image * (at.height / 2) + line / 2) * (at.width / 2) + column / 2) * at.channels + c;
      const R from = static_cast<R>(upper[out]);
      if (kind == pooling::average) {
        put(x_grad, i, R(0.25) * from);
        return;
      }
      // The first largest of the four gets it all.
      const index_t corner = at.corner(out);
      index_t winner = corner;
      for (int k = 1; k < 4; ++k)
        if (static_cast<R>(x[winner]) < static_cast<R>(x[at.place(corner, k)])) winner = at.place(corner, k);
      put(x_grad, i, winner == i ? from : R(0));
    });
  }
};

}  // namespace sfumato::cuda_kernels
