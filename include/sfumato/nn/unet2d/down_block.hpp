#pragma once

#include <optional>

#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/unet2d/layers.hpp"
#include "sfumato/nn/unet2d/skips.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A level of the way down (DownBlock2D, AttnDownBlock2D): its layers at one size of the image, then, but for the last
/// level, half that size. What each layer and the halving give is kept for the way up.
template <backend B>
struct unet2d_down_block {
  unet2d_layers<B> layers;
  std::optional<downsample<B>> smaller;
  std::optional<resnet_block<B>> smaller_resnet;  ///< the same by a residual block (downsample_type resnet)

  /// Level 0 has the largest image.
  unet2d_down_block(const unet2d_config& config, index_t level) {
    const unet2d_block kind = config.down_block_types[static_cast<std::size_t>(level)];
    const index_t before = config.channels(level > 0 ? level - 1 : 0), channels = config.channels(level);
    for (index_t i = 0; i < config.layers_per_block; ++i)
      layers.add(config, kind, i == 0 ? before : channels, channels);

    if (level + 1 == config.levels()) return;
    if (kind == unet2d_block::attention && config.downsample_type == unet2d_resampling::resnet) {
      resnet_options halving = config.resnet();
      halving.size = resize::half;
      smaller_resnet.emplace(channels, channels, config.time_channels(), halving);
    } else {
      smaller.emplace(channels, config.downsample_padding == 1);
    }
  }

  void visit(auto&& v) {
    layers.visit(v);
    if (smaller) v("downsamplers.0", *smaller);
    if (smaller_resnet) v("downsamplers.0", *smaller_resnet);
  }

  value operator()(graph<B>& g, value h, value emb, skip_stack& skips) const {
    for (std::size_t i = 0; i < layers.size(); ++i) skips.push(h = layers(g, i, h, emb));
    if (smaller) skips.push(h = (*smaller)(g, h));
    if (smaller_resnet) skips.push(h = (*smaller_resnet)(g, h, emb));
    return h;
  }
};

}  // namespace sfumato
