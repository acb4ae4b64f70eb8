#pragma once

#include <string>
#include <vector>

#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/unet2d/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The layers of a block of the U-Net: residual blocks, and behind each of them attention where the block has any.
/// Their parameters are named attentions.0 ..., resnets.0 ...
template <backend B>
struct unet2d_layers {
  std::vector<attention_block<B>> attentions;  ///< none, or one behind each residual block
  std::vector<resnet_block<B>> resnets;

  void add(const unet2d_config& config, unet2d_block kind, index_t in, index_t out) {
    resnets.emplace_back(in, out, config.time_channels(), config.resnet());
    if (kind == unet2d_block::attention) attentions.emplace_back(out, config.attention(out));
  }

  void visit(auto&& v) {
    for (std::size_t i = 0; i < attentions.size(); ++i) v("attentions." + std::to_string(i), attentions[i]);
    for (std::size_t i = 0; i < resnets.size(); ++i) v("resnets." + std::to_string(i), resnets[i]);
  }

  std::size_t size() const { return resnets.size(); }

  /// Layer i: x (N,H,W,C), emb (N,time channels); skip: more channels behind those of x, or empty.
  value operator()(graph<B>& g, std::size_t i, value x, value emb, value skip = {}) const {
    const value h = resnets[i](g, x, emb, skip);
    return attentions.empty() ? h : attentions[i](g, h);
  }
};

}  // namespace sfumato
