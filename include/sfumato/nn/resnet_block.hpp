#pragma once

#include <optional>

#include "sfumato/nn/conv2d.hpp"
#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/scale.hpp"
#include "sfumato/ops/upsample.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How the time enters a residual block. shift: added to every pixel between the convolutions (Ho et al. 2020).
/// scale_shift: it scales and shifts what norm2 gives (Dhariwal & Nichol 2021, section 3.2).
enum class time_norm { shift, scale_shift };

/// Whether a residual block changes the size of the image on its way: by the mean of 2x2 pixels, or by doubling them.
enum class resize { none, half, twice };

struct resnet_options {
  index_t groups = 32;
  double eps = 1e-6;
  activation act = activation::silu;
  time_norm time = time_norm::shift;
  double output_scale = 1;  ///< y is divided by it
  resize size = resize::none;
};

/// The residual block of Ho et al. 2020 (appendix B), E = time_emb_proj(act(emb)):
///
///   h = conv1(act(norm1(x))) + E,   y = x' + conv2(act(norm2(h)))
///
/// where x' is x, or conv_shortcut(x) when the number of channels changes. With scale_shift E is (scale, shift) and the
/// block is h = conv1(act(norm1(x))), y = x' + conv2(act(norm2(h)(1 + scale) + shift)). A block that resizes does so
/// with x and with act(norm1(x)).
template <backend B>
struct resnet_block {
  group_norm<B> norm1, norm2;
  conv2d<B> conv1, conv2;
  linear<B> time_emb_proj;
  std::optional<conv2d<B>> conv_shortcut;
  resnet_options options;

  constexpr resnet_block(index_t in, index_t out, index_t time_channels, const resnet_options& chosen = {})
      : norm1(in, chosen.groups, chosen.eps),
        norm2(out, chosen.groups, chosen.eps),
        conv1(in, out),
        conv2(out, out),
        time_emb_proj(time_channels, chosen.time == time_norm::shift ? out : 2 * out),
        options(chosen) {
    if (in != out) conv_shortcut.emplace(in, out, 1);
  }

  constexpr void visit(auto&& v) {
    v("norm1", norm1);
    v("conv1", conv1);
    v("time_emb_proj", time_emb_proj);
    v("norm2", norm2);
    v("conv2", conv2);
    if (conv_shortcut) v("conv_shortcut", *conv_shortcut);
  }

  /// x (N,H,W,C), emb (N,time channels), before its activation. skip: more channels behind those of x, or empty.
  value operator()(graph<B>& g, value x, value emb, value skip = {}) const {
    require(!skip || (conv_shortcut && options.size == resize::none), error_kind::config,
            "resnet_block: expected no second input where x and y have the same channels, or another size");
    const activation act = options.act;
    const value time = time_emb_proj(g, ops::activate(g, emb, act));

    value h = norm1(g, x, act, skip);
    if (options.size == resize::half) {
      h = ops::avg_pool(g, h);
      x = ops::avg_pool(g, x);
    } else if (options.size == resize::twice) {
      x = ops::upsample(g, x);
    }
    const bool doubles = options.size == resize::twice;
    if (options.time == time_norm::shift) {
      h = norm2(g, conv1(g, h, {.row = time, .upsample = doubles}), act);
    } else {
      h = norm2(g, conv1(g, h, {.upsample = doubles}), act, {}, time);
    }
    const value shortcut = conv_shortcut ? (*conv_shortcut)(g, x, {.second = skip}) : x;
    const value y = conv2(g, h, {.residual = shortcut});
    return options.output_scale == 1 ? y : ops::scale(g, y, static_cast<typename B::real>(1 / options.output_scale));
  }
};

}  // namespace sfumato
