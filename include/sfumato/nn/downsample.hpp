#pragma once

#include "sfumato/nn/conv2d.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Halves an image by a 3x3 convolution of stride 2. Symmetric: one zero around it. Otherwise one zero column right and
/// one zero row at the bottom, as Ho et al. 2020 do (Hugging Face: downsample_padding 0).
template <backend B>
struct downsample {
  conv2d<B> conv;

  constexpr explicit downsample(index_t channels, bool symmetric = true)
      : conv(channels, channels, 3, 2, symmetric ? padding::all(1) : padding{0, 1, 0, 1}) {}

  constexpr void visit(auto&& v) { v("conv", conv); }

  value operator()(graph<B>& g, value x) const { return conv(g, x); }
};

}  // namespace sfumato
