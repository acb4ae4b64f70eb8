#pragma once

#include "sfumato/nn/embedding.hpp"
#include "sfumato/nn/unet_encoder.hpp"
#include "sfumato/ops/condition.hpp"
#include "sfumato/ops/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The denoiser of Modules 2 and 3: a noisy image x (N,H,W,1), H and W divisible by 4, and timesteps t (N) in; a
/// prediction of the same shape out. An encoder that halves the image twice, a bottleneck, and a decoder that doubles
/// it back and reads what the encoder saw at the same size (Ronneberger et al. 2015). Standard widths: 241,857
/// parameters.
///
/// With `classes` > 0 it is conditioned: labels (N) in 0 ... classes - 1 choose a learned row that is added to the time
/// embedding; label `classes` means "none", for classifier-free guidance (Ho and Salimans 2021).
template <backend B>
struct simple_unet : unet_encoder<B> {
  using unet_encoder<B>::time_channels;

  embedding<B> label_embedding;
  timed_conv<B> decoder1, decoder2;
  conv2d<B> output;

  /// Throws (value) for fewer than 0 classes, or a width below 1.
  constexpr explicit simple_unet(index_t classes = 0, const unet_widths& widths = standard_widths)
      : unet_encoder<B>(checked(classes, widths)),
        label_embedding(classes > 0 ? classes + 1 : 0, time_channels),
        decoder1(widths.quarter + widths.half, widths.half, time_channels),
        decoder2(widths.half + widths.full, widths.full, time_channels),
        output(widths.full, 1) {}

  constexpr explicit simple_unet(const unet_widths& widths) : simple_unet(0, widths) {}

  constexpr index_t classes() const { return label_embedding.rows() > 0 ? label_embedding.rows() - 1 : 0; }

  constexpr void visit(auto&& v) {
    if (classes() > 0) v("label_embedding", label_embedding);
    unet_encoder<B>::visit(v);
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
    const encoder_features seen = this->encode(g, x, time);
    const value up = decoder1(g, seen.quarter, time, {.second = seen.half, .upsample = true});
    const value top = decoder2(g, up, time, {.second = seen.full, .upsample = true});
    return output(g, top);
  }

 private:
  static constexpr const unet_widths& checked(index_t classes, const unet_widths& widths) {
    require(classes >= 0, error_kind::value, "simple_unet: expected at least 0 classes, got ", classes);
    widths.check("simple_unet");
    return widths;
  }
};

}  // namespace sfumato
