#pragma once

#include "sfumato/sfumato.hpp"

/// The network of google/ddpm-cifar10-32 (Ho et al. 2020, table of appendix B): 35,746,307 parameters.
inline sfumato::unet2d_config ddpm_cifar10() {
  using enum sfumato::unet2d_block;
  sfumato::unet2d_config config;
  config.block_out_channels = {128, 256, 256, 256};
  config.down_block_types = {plain, attention, plain, plain};
  config.up_block_types = {plain, plain, attention, plain};
  config.downsample_padding = 0;
  config.attention_head_dim = {};
  config.norm_eps = 1e-6;
  config.flip_sin_to_cos = false;
  config.freq_shift = 1;
  return config;
}
