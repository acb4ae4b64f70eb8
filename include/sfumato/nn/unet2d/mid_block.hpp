#pragma once

#include <optional>

#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/unet2d/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The middle, where the image is smallest (UNetMidBlock2D): a residual block, attention, a residual block.
template <backend B>
struct unet2d_mid_block {
  std::optional<attention_block<B>> attention;
  resnet_block<B> first, last;

  explicit unet2d_mid_block(const unet2d_config& config)
      : first(config.block_out_channels.back(), config.block_out_channels.back(), config.time_channels(),
              options(config)),
        last(first) {
    if (!config.add_attention) return;
    attention_options heads = config.attention(config.block_out_channels.back());
    heads.output_scale = config.mid_block_scale_factor;
    heads.groups = config.attn_norm_num_groups.value_or(
        config.resnet_time_scale_shift == time_norm::shift ? config.norm_num_groups : 0);
    attention.emplace(config.block_out_channels.back(), heads);
  }

  void visit(auto&& v) {
    if (attention) v("attentions.0", *attention);
    v("resnets.0", first);
    v("resnets.1", last);
  }

  value operator()(graph<B>& g, value h, value emb) const {
    h = first(g, h, emb);
    if (attention) h = (*attention)(g, h);
    return last(g, h, emb);
  }

 private:
  static resnet_options options(const unet2d_config& config) {
    resnet_options own = config.resnet();
    own.output_scale = config.mid_block_scale_factor;
    return own;
  }
};

}  // namespace sfumato
