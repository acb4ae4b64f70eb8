#pragma once

#include "sfumato/backend/calls/pixel_mean.hpp"
#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/backend/cuda/sums.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// pixel_mean_call, a block for each image.
template <class S, class R>
struct pixel_mean_body {
  index_t images, pixels, channels;
  const S* x;
  S* y;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    for (index_t image = b.index(); image < images; image += b.blocks()) {
      const S* own = x + image * pixels * channels;
      sum_columns<R, 1>(
          b, b.shared(), pixels, channels,
          [&](index_t pixel, index_t c) { return several<R, 1>{{static_cast<R>(own[pixel * channels + c])}}; },
          [&](index_t c, const several<double, 1>& sum) {
            y[image * channels + c] = static_cast<S>(static_cast<R>(sum.at[0] / static_cast<double>(pixels)));
          });
    }
  }
};

/// pixel_mean_backward_call, one thread for each number of x.
template <class S, class R>
struct pixel_mean_backward_body {
  index_t images, pixels, channels;
  const S* upper;
  grad_slot<S> x_grad;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const R share = R(1) / static_cast<R>(pixels);
    each_of_all(b, images * pixels * channels, [&](index_t i) {
      const index_t image = i / channels / pixels;
      put(x_grad, i, share * static_cast<R>(upper[image * channels + i % channels]));
    });
  }
};

}  // namespace sfumato::cuda_kernels
