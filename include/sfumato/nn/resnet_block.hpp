#pragma once

#include <optional>

#include "sfumato/nn/conv2d.hpp"
#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/activation.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The residual block of Ho et al. 2020 (appendix B): h = conv1(silu(norm1(x))) + time_emb_proj(silu(emb)), y = x' +
/// conv2(silu(norm2(h))), where x' is x, or conv_shortcut(x) when the number of channels changes.
template <backend B>
struct resnet_block {
  group_norm<B> norm1, norm2;
  conv2d<B> conv1, conv2;
  linear<B> time_emb_proj;
  std::optional<conv2d<B>> conv_shortcut;

  constexpr resnet_block(index_t in, index_t out, index_t time_channels, index_t groups = 32, double eps = 1e-6)
      : norm1(in, groups, eps),
        norm2(out, groups, eps),
        conv1(in, out),
        conv2(out, out),
        time_emb_proj(time_channels, out) {
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

  /// x (N,H,W,C), emb (N,time channels), before its SiLU. skip: more channels behind those of x, or empty.
  value operator()(graph<B>& g, value x, value emb, value skip = {}) const {
    require(conv_shortcut || !skip, error_kind::config,
            "resnet_block: expected no second input where x and y have the same channels");
    const value row = time_emb_proj(g, ops::silu(g, emb));
    const value h = conv1(g, norm1(g, x, activation::silu, skip), {.row = row});
    const value shortcut = conv_shortcut ? (*conv_shortcut)(g, x, {.second = skip}) : x;
    return conv2(g, norm2(g, h, activation::silu), {.residual = shortcut});
  }
};

}  // namespace sfumato::inline SFUMATO_ISA
