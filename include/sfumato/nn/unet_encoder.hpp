#pragma once

#include "sfumato/nn/conv2d.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/pool.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Channels at full, half and quarter resolution, 1 or more each.
struct unet_widths {
  index_t full, half, quarter;

  /// Throws (value) for a width below 1. network: for the message.
  constexpr void check(const char* network) const {
    require(full >= 1 && half >= 1 && quarter >= 1, error_kind::value, network, ": expected widths of at least 1, got ",
            full, ", ", half, " and ", quarter);
  }
  friend constexpr bool operator==(const unet_widths&, const unet_widths&) = default;
};
inline constexpr unet_widths standard_widths{32, 64, 128};
inline constexpr unet_widths light_widths{20, 40, 80};

/// One stage of the small U-Net, and of what shares its encoder: relu( conv3x3(x) + bias + linear(time embedding) ),
/// each channel shifted by what time it is.
template <backend B>
struct timed_conv {
  conv2d<B> conv;
  linear<B> time;

  constexpr timed_conv(index_t in, index_t out, index_t time_channels) : conv(in, out), time(time_channels, out) {}

  constexpr void visit(auto&& v) {
    v("conv", conv);
    v("time", time);
  }

  value operator()(graph<B>& g, value x, value embedding, ops::conv2d_options options = {}) const {
    options.row = time(g, embedding);
    options.act = activation::relu;
    return conv(g, x, options);
  }
};

/// What an encoder saw of images (N,H,W,1): features (N,H,W,full), (N,H/2,W/2,half) and (N,H/4,W/4,quarter).
struct encoder_features {
  value full, half, quarter;
};

/// The way down of the small U-Net, the larger part of it: three stages, the image halved between them. A denoiser
/// draws from what it saw (simple_unet), a classifier decides by it (classifier), both under the same names of
/// parameters. A network derives from it, so that the stages are members of its own.
template <backend B>
struct unet_encoder {
  static constexpr index_t time_channels = 32;

  timed_conv<B> encoder1, encoder2, bottleneck;

  constexpr explicit unet_encoder(const unet_widths& widths)
      : encoder1(1, widths.full, time_channels),
        encoder2(widths.full, widths.half, time_channels),
        bottleneck(widths.half, widths.quarter, time_channels) {}

  constexpr unet_widths widths() const {
    return {encoder1.conv.bias.extent[0], encoder2.conv.bias.extent[0], bottleneck.conv.bias.extent[0]};
  }

  constexpr void visit(auto&& v) {
    v("encoder1", encoder1);
    v("encoder2", encoder2);
    v("bottleneck", bottleneck);
  }

  /// x (N,H,W,1) with H and W divisible by 4, time (N,32): its embedding.
  encoder_features encode(graph<B>& g, value x, value time) const {
    const value full = encoder1(g, x, time);
    const value half = encoder2(g, ops::max_pool(g, full), time);
    return {full, half, bottleneck(g, ops::max_pool(g, half), time)};
  }
};

}  // namespace sfumato
