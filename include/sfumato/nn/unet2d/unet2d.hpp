#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sfumato/nn/embedding.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/unet2d/down_block.hpp"
#include "sfumato/nn/unet2d/mid_block.hpp"
#include "sfumato/nn/unet2d/up_block.hpp"
#include "sfumato/ops/condition.hpp"
#include "sfumato/ops/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The U-Net of Ho et al. 2020 (appendix B) and its descendants, as Hugging Face's UNet2DModel has it: a noisy image x
/// (N,H,W,in channels) and timesteps t (N) in, a prediction (N,H,W,out channels) out; H and W divisible by
/// 2^(levels - 1). Parameters bear the names of its state dict, in its order.
///
/// With num_class_embeds it is conditioned: a label chooses a learned row that is added to the time embedding. Whether
/// one of the labels means "none", for guidance, the configuration does not say; who knows sets `none_label`.
template <backend B>
struct unet2d {
  unet2d_config config;
  std::optional<index_t> none_label = {};

  conv2d<B> conv_in;
  time_mlp<B> time_embedding;
  std::optional<embedding<B>> class_embedding;
  std::vector<unet2d_down_block<B>> down_blocks;
  std::vector<unet2d_up_block<B>> up_blocks;
  std::optional<unet2d_mid_block<B>> mid_block;
  group_norm<B> conv_norm_out;
  conv2d<B> conv_out;

  /// Throws (config) as unet2d_config::check does, and where there would be more parameters than 2^32.
  explicit unet2d(const unet2d_config& chosen)
      : config(checked(chosen)),
        conv_in(config.in_channels, config.channels(0)),
        time_embedding(config.channels(0), config.time_channels()),
        conv_norm_out(config.channels(0), config.norm_num_groups, config.norm_eps),
        conv_out(config.channels(0), config.out_channels) {
    if (config.num_class_embeds) class_embedding.emplace(*config.num_class_embeds, config.time_channels());
    for (index_t i = 0; i < config.levels(); ++i) {
      down_blocks.emplace_back(config, i);
      up_blocks.emplace_back(config, i);
    }
    if (config.mid_block) mid_block.emplace(config);
    constexpr index_t most_parameters = index_t{1} << 32;
    const index_t parameters = detail::count_parameters(*this);
    require(parameters <= most_parameters, error_kind::config, "unet2d: expected a network of at most ",
            most_parameters, " parameters, got ", parameters);
  }

  void visit(auto&& v) {
    v("conv_in", conv_in);
    v("time_embedding", time_embedding);
    if (class_embedding) v("class_embedding", *class_embedding);
    for (std::size_t i = 0; i < down_blocks.size(); ++i) v("down_blocks." + std::to_string(i), down_blocks[i]);
    for (std::size_t i = 0; i < up_blocks.size(); ++i) v("up_blocks." + std::to_string(i), up_blocks[i]);
    if (mid_block) v("mid_block", *mid_block);
    v("conv_norm_out", conv_norm_out);
    v("conv_out", conv_out);
  }

  using condition = class_labels;
  index_t classes() const { return config.num_class_embeds.value_or(0); }
  /// Channels of a prediction.
  index_t image_channels() const { return config.out_channels; }

  /// Labels only for a conditioned network. Throws (shape) where the image does not fit.
  value operator()(graph<B>& g, value x, real_value t, const class_labels& told = {}) const {
    require_fitting(g.shape_of(x));
    const value emb = embedded(g, t, told);
    if (config.center_input_sample) x = ops::scale(g, x, typename B::real(2), typename B::real(-1));

    skip_stack skips;
    value h = conv_in(g, x);
    skips.push(h);
    for (const auto& down : down_blocks) h = down(g, h, emb, skips);
    if (mid_block) h = (*mid_block)(g, h, emb);
    for (const auto& up : up_blocks) h = up(g, h, emb, skips);
    return conv_out(g, conv_norm_out(g, h, activation::silu));
  }

  /// What the blocks are told beside the image: (N, time channels).
  value embedded(graph<B>& g, real_value t, const class_labels& told = {}) const {
    require(static_cast<bool>(told.labels) == (classes() > 0), error_kind::config, "unet2d: expected ",
            classes() > 0 ? "labels, since it is conditioned" : "no labels, since it is not conditioned");
    const value sinusoid = ops::time_embedding(
        g, t, {.dim = config.channels(0), .flip_sin_to_cos = config.flip_sin_to_cos, .freq_shift = config.freq_shift});
    const value time = time_embedding(g, sinusoid);
    return class_embedding ? (*class_embedding)(g, told.labels, time) : time;
  }

 private:
  static const unet2d_config& checked(const unet2d_config& chosen) {
    chosen.check();
    return chosen;
  }

  void require_fitting(const shape& x) const {
    const index_t unit = index_t{1} << (config.levels() - 1);
    require(x.rank() == 4 && x[1] > 0 && x[2] > 0 && x[1] % unit == 0 && x[2] % unit == 0 && x[3] == config.in_channels,
            error_kind::shape, "unet2d: expected images (N,H,W,", config.in_channels, ") with H and W divisible by ",
            unit, ", got ", x);
  }
};

}  // namespace sfumato
