#pragma once

#include "sfumato/nn/conv2d.hpp"
#include "sfumato/nn/embedding.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/condition.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Channels at full, half and quarter resolution, 1 or more each.
struct unet_widths {
  index_t full, half, quarter;
  friend constexpr bool operator==(const unet_widths&, const unet_widths&) = default;
};
inline constexpr unet_widths standard_widths{32, 64, 128};
inline constexpr unet_widths light_widths{20, 40, 80};

/// One stage of the small U-Net: relu( conv3x3(x) + bias + linear(time embedding) ), each channel shifted by what time
/// it is.
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

/// The denoiser of Modules 2 and 3: a noisy image x (N,H,W,1), H and W divisible by 4, and timesteps t (N) in; a
/// prediction of the same shape out. An encoder that halves the image twice, a bottleneck, and a decoder that doubles
/// it back and reads what the encoder saw at the same size (Ronneberger et al. 2015). Standard widths: 241,857
/// parameters.
///
/// With `classes` > 0 it is conditioned: labels (N) in 0 ... classes - 1 choose a learned row that is added to the time
/// embedding; label `classes` means "none", for classifier-free guidance (Ho and Salimans 2021).
template <backend B>
struct simple_unet {
  static constexpr index_t time_channels = 32;

  embedding<B> label_embedding;
  timed_conv<B> encoder1, encoder2, bottleneck, decoder1, decoder2;
  conv2d<B> output;

  /// Throws (value) for fewer than 0 classes, or a width below 1.
  constexpr explicit simple_unet(index_t classes = 0, const unet_widths& widths = standard_widths)
      : label_embedding(checked(classes, widths) > 0 ? classes + 1 : 0, time_channels),
        encoder1(1, widths.full, time_channels),
        encoder2(widths.full, widths.half, time_channels),
        bottleneck(widths.half, widths.quarter, time_channels),
        decoder1(widths.quarter + widths.half, widths.half, time_channels),
        decoder2(widths.half + widths.full, widths.full, time_channels),
        output(widths.full, 1) {}

  constexpr explicit simple_unet(const unet_widths& widths) : simple_unet(0, widths) {}

  constexpr index_t classes() const { return label_embedding.rows() > 0 ? label_embedding.rows() - 1 : 0; }
  constexpr unet_widths widths() const {
    return {encoder1.conv.bias.extent[0], encoder2.conv.bias.extent[0], bottleneck.conv.bias.extent[0]};
  }

  constexpr void visit(auto&& v) {
    if (classes() > 0) v("label_embedding", label_embedding);
    v("encoder1", encoder1);
    v("encoder2", encoder2);
    v("bottleneck", bottleneck);
    v("decoder1", decoder1);
    v("decoder2", decoder2);
    v("output", output);
  }

  using condition = class_labels;

  /// Labels only for a conditioned network.
  value operator()(graph<B>& g, value x, real_value t, const class_labels& told = {}) const {
    require(static_cast<bool>(told.labels) == (classes() > 0), error_kind::config, "simple_unet: expected ",
            classes() > 0 ? "labels, since it is conditioned" : "no labels, since it is not conditioned");

    value time = ops::time_embedding(g, t, time_channels);
    if (told.labels) time = label_embedding(g, told.labels, time);
    return with_embedding(g, x, time);
  }

  /// The same from a time embedding of one's own (N,32).
  value with_embedding(graph<B>& g, value x, value time) const {
    const shape& xs = g.shape_of(x);
    require(xs.rank() == 4 && xs[1] % 4 == 0 && xs[2] % 4 == 0 && xs[3] == 1, error_kind::shape,
            "simple_unet: expected images (N,H,W,1) with H and W divisible by 4, got ", xs);
    const value full = encoder1(g, x, time);
    const value half = encoder2(g, ops::max_pool(g, full), time);
    const value quarter = bottleneck(g, ops::max_pool(g, half), time);
    const value up = decoder1(g, quarter, time, {.second = half, .upsample = true});
    const value top = decoder2(g, up, time, {.second = full, .upsample = true});
    return output(g, top);
  }

 private:
  static constexpr index_t checked(index_t classes, const unet_widths& widths) {
    require(classes >= 0, error_kind::value, "simple_unet: expected at least 0 classes, got ", classes);
    require(widths.full >= 1 && widths.half >= 1 && widths.quarter >= 1, error_kind::value,
            "simple_unet: expected widths of at least 1, got ", widths.full, ", ", widths.half, " and ",
            widths.quarter);
    return classes;
  }
};

}  // namespace sfumato
