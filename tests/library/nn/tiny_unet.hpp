#pragma once

#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/upsample.hpp"
#include "sfumato/ops/time_embedding.hpp"

namespace sfumato_test {

using namespace sfumato;

/// Every block of the professional network once: a U-Net of one level with attention at the bottom. x (N,H,W,3) with H
/// and W even, t (N).
template <backend B>
struct tiny_unet {
  conv2d<B> conv_in{3, 8};
  time_mlp<B> time_embedding{8, 12};
  resnet_block<B> down{8, 8, 12, {.groups = 4}};
  downsample<B> downsampler{8, false};
  resnet_block<B> middle{8, 16, 12, {.groups = 4}};
  attention_block<B> attention{16, {.heads = 2, .groups = 4}};
  upsample<B> upsampler{16};
  resnet_block<B> up{24, 8, 12, {.groups = 4}};
  group_norm<B> conv_norm_out{8, 4};
  conv2d<B> conv_out{8, 3};

  constexpr void visit(auto&& v) {
    v("conv_in", conv_in);
    v("time_embedding", time_embedding);
    v("down", down);
    v("downsampler", downsampler);
    v("middle", middle);
    v("attention", attention);
    v("upsampler", upsampler);
    v("up", up);
    v("conv_norm_out", conv_norm_out);
    v("conv_out", conv_out);
  }

  value operator()(graph<B>& g, value x, real_value t) const {
    const value emb = time_embedding(g, ops::time_embedding(g, t, {.dim = 8, .freq_shift = 1}));
    const value full = down(g, conv_in(g, x), emb);
    const value half = attention(g, middle(g, downsampler(g, full), emb));
    const value h = up(g, upsampler(g, half), emb, full);
    return conv_out(g, conv_norm_out(g, h, activation::silu));
  }
};

}  // namespace sfumato_test
