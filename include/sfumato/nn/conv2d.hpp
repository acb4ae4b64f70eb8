#pragma once

#include "sfumato/ops/conv2d.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A 2-d convolution with bias; parameters `weight`, `bias`. What else is added, read beside or applied behind stands
/// in the options of the call (ops::conv2d).
template <backend B>
struct conv2d {
  using T = typename B::real;
  parameter<T> weight, bias;
  index_t stride = 1;
  padding pad;

  constexpr conv2d(index_t in, index_t out, index_t kernel = 3) : conv2d(in, out, kernel, 1, padding::same(kernel)) {}
  constexpr conv2d(index_t in, index_t out, index_t kernel, index_t stride_, padding pad_)
      : weight{{kernel, kernel, in, out}, parameter_role::conv_weight, kernel * kernel * in},
        bias{{out}, parameter_role::bias, kernel * kernel * in},
        stride(stride_),
        pad(pad_) {}

  constexpr void visit(auto&& v) {
    v("weight", weight);
    v("bias", bias);
  }

  value operator()(graph<B>& g, value x, ops::conv2d_options options = {}) const {
    options.bias = g(bias);
    options.stride = stride;
    options.pad = pad;
    return ops::conv2d(g, x, g(weight), options);
  }
};

}  // namespace sfumato
