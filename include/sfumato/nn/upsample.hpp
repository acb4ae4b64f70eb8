#pragma once

#include "sfumato/nn/conv2d.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Doubles an image: nearest neighbour, then a 3x3 convolution, in one pass over the smaller image.
template <backend B>
struct upsample {
  conv2d<B> conv;

  constexpr explicit upsample(index_t channels) : conv(channels, channels) {}

  constexpr void visit(auto&& v) { v("conv", conv); }

  value operator()(graph<B>& g, value x) const { return conv(g, x, {.upsample = true}); }
};

}  // namespace sfumato
