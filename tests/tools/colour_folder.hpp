#pragma once

#include <filesystem>

#include "lab/model/colour_network.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/io/pretrained.hpp"

namespace sfumato_test {

/// Writes the folder of a colour model that has never seen a picture, and is small enough to be asked a thousand times.
/// other: of another network.
inline void write_colour_folder(const std::filesystem::path& folder, bool other = false) {
  using backend_type = sfumato::cpu<float>;
  const sfumato::model_card card = sfumato::lab::colour_card();
  sfumato::unet2d_config config;
  config.in_channels = config.out_channels = other ? 3 : card.image.at(2);
  config.num_class_embeds = card.classes;
  config.down_block_types = {sfumato::unet2d_block::plain};
  config.up_block_types = {sfumato::unet2d_block::plain};
  config.block_out_channels = {8};
  config.layers_per_block = 1;
  config.attention_head_dim = 8;
  config.norm_num_groups = 4;
  sfumato::scheduler_config how;
  how.betas = card.betas;
  how.prediction = card.prediction;
  sfumato::cpu_context ctx(1);
  sfumato::unet2d<backend_type> net(config);
  sfumato::parameter_slab<backend_type> slab(ctx, net);
  slab.initialize(net, 1);
  sfumato::save_pretrained<backend_type>(folder, ctx, net, how, sfumato::dtype::f16);
}

}  // namespace sfumato_test
