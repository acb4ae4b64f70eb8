#pragma once

#include <optional>

#include "sfumato/nn/unet2d/layers.hpp"
#include "sfumato/nn/unet2d/skips.hpp"
#include "sfumato/nn/upsample.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A level of the way up (UpBlock2D, AttnUpBlock2D): one layer more than on the way down, each reading, behind its own
/// channels, what the way down kept last; then, but for the largest image, twice the size.
template <backend B>
struct unet2d_up_block {
  unet2d_layers<B> layers;
  std::optional<upsample<B>> larger;
  std::optional<resnet_block<B>> larger_resnet;  ///< the same by a residual block (upsample_type resnet)

  /// Up block i stands beside level levels - 1 - i of the way down. That level's first layer read what the level above
  /// it had kept, so the last layer here does.
  unet2d_up_block(const unet2d_config& config, index_t i) {
    const unet2d_block kind = config.up_block_types[static_cast<std::size_t>(i)];
    const index_t level = config.levels() - 1 - i, channels = config.channels(level);
    const index_t below = config.channels(i > 0 ? level + 1 : level),
                  above = config.channels(level > 0 ? level - 1 : 0);
    for (index_t k = 0; k <= config.layers_per_block; ++k)
      layers.add(config, kind, (k == 0 ? below : channels) + (k == config.layers_per_block ? above : channels),
                 channels);

    if (level == 0) return;
    if (kind == unet2d_block::attention && config.upsample_type == unet2d_resampling::resnet) {
      resnet_options doubling = config.resnet();
      doubling.size = resize::twice;
      larger_resnet.emplace(channels, channels, config.time_channels(), doubling);
    } else {
      larger.emplace(channels);
    }
  }

  void visit(auto&& v) {
    layers.visit(v);
    if (larger) v("upsamplers.0", *larger);
    if (larger_resnet) v("upsamplers.0", *larger_resnet);
  }

  value operator()(graph<B>& g, value h, value emb, skip_stack& skips) const {
    for (std::size_t i = 0; i < layers.size(); ++i) h = layers(g, i, h, emb, skips.pop());
    if (larger) h = (*larger)(g, h);
    if (larger_resnet) h = (*larger_resnet)(g, h, emb);
    return h;
  }
};

}  // namespace sfumato
