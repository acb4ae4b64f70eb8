#pragma once

#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Weights of parameters, (taps, in, out), into the order of cuDNN, (out, taps, in), as scalars.
template <class S, class R>
struct filter_pack_body {
  index_t taps, in, out;
  const R* weight;
  S* packed;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, taps * in * out, [&](index_t i) {
      const index_t channel = i / (taps * in), tap_and_in = i % (taps * in);
      packed[i] = static_cast<S>(weight[tap_and_in * out + channel]);
    });
  }
};

/// Their gradients, back.
template <class S, class R>
struct filter_unpack_body {
  index_t taps, in, out;
  const S* packed;
  grad_slot<R> weight_grad;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, taps * in * out,
                [&](index_t i) { put(weight_grad, i, static_cast<R>(packed[i % out * taps * in + i / out])); });
  }
};

}  // namespace sfumato::cuda_kernels
