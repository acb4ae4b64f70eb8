#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/resnet_block.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A block of the way down or up: residual blocks alone, or each with attention behind it.
enum class unet2d_block { plain, attention };

/// How a block with attention halves or doubles its image: by a convolution, or by a residual block. One without
/// attention always does it by a convolution.
enum class unet2d_resampling { conv, resnet };

/// What a `unet2d` is built from: the keys and the defaults of the Hugging Face UNet2DModel (its config.json is read
/// and written in io/unet2d_json.hpp). The default is no network that anyone has trained; google/ddpm-cifar10-32 is
///
///     {.flip_sin_to_cos = false, .freq_shift = 1, .down_block_types = {plain, attention, plain, plain},
///      .up_block_types = {plain, plain, attention, plain}, .block_out_channels = {128, 256, 256, 256},
///      .downsample_padding = 0, .attention_head_dim = {}, .norm_eps = 1e-6, .sample_size = {32, 32}}
struct unet2d_config {
  index_t in_channels = 3, out_channels = 3;
  bool center_input_sample = false;  ///< images come with values in [0,1]; the network sees 2 x - 1

  bool flip_sin_to_cos = true;                     ///< the cosines of the time come first
  double freq_shift = 0;                           ///< see time_embedding_options
  std::optional<index_t> time_embedding_dim = {};  ///< none: four times the first of block_out_channels
  std::optional<index_t> num_class_embeds = {};    ///< labels 0 ... num_class_embeds - 1 condition it

  std::vector<unet2d_block> down_block_types = {unet2d_block::plain, unet2d_block::attention, unet2d_block::attention,
                                                unet2d_block::attention};
  std::vector<unet2d_block> up_block_types = {unet2d_block::attention, unet2d_block::attention, unet2d_block::attention,
                                              unet2d_block::plain};
  std::vector<index_t> block_out_channels = {224, 448, 672, 896};  ///< from the largest image to the smallest
  index_t layers_per_block = 2;                                    ///< on the way down; one more on the way up
  index_t downsample_padding = 1;  ///< 1: a zero all around. 0: one column right and one row at the bottom
  unet2d_resampling downsample_type = unet2d_resampling::conv, upsample_type = unet2d_resampling::conv;

  bool mid_block = true;
  bool add_attention = true;  ///< in the middle; the other blocks say it by their types
  double mid_block_scale_factor = 1;

  activation act_fn = activation::silu;  ///< of the residual blocks: silu or relu
  time_norm resnet_time_scale_shift = time_norm::shift;
  std::optional<index_t> attention_head_dim = 8;  ///< channels of a head; none: one head for all
  index_t norm_num_groups = 32;
  double norm_eps = 1e-5;
  /// Of the attention in the middle. None: as the others where the time shifts, no norm at all where it scales (a
  /// peculiarity of the reference that trained weights rely on).
  std::optional<index_t> attn_norm_num_groups = {};

  std::vector<index_t> sample_size = {};  ///< (H,W) of the images it was made for, or empty: told, never used

  index_t levels() const { return static_cast<index_t>(block_out_channels.size()); }
  index_t channels(index_t level) const { return block_out_channels[static_cast<std::size_t>(level)]; }
  index_t time_channels() const { return time_embedding_dim.value_or(4 * block_out_channels.front()); }

  resnet_options resnet() const {
    return {.groups = norm_num_groups, .eps = norm_eps, .act = act_fn, .time = resnet_time_scale_shift};
  }
  attention_options attention(index_t at_channels) const {
    const index_t head = attention_head_dim.value_or(at_channels);
    return {.heads = at_channels / head, .head_channels = head, .groups = norm_num_groups, .eps = norm_eps};
  }

  /// What the way down keeps for the way up; a limit of `unet2d`.
  static constexpr index_t most_skips = 256;

  /// Throws (config), naming the key, where a value is out of range or contradicts another one.
  void check() const;

  friend bool operator==(const unet2d_config&, const unet2d_config&) = default;
};

inline void unet2d_config::check() const {
  constexpr auto config = error_kind::config;
  const auto within = [](const char* key, index_t x, index_t low, index_t high) {
    require(x >= low && x <= high, config, "unet2d: ", key, ": expected a whole number from ", low, " to ", high,
            ", got ", x);
  };
  const auto positive = [](const char* key, double x, double limit) {
    require(above(x, 0.0) && in_range(x, 0.0, limit), config, "unet2d: ", key,
            ": expected a number above 0 and at most ", limit, ", got ", x);
  };
  constexpr index_t many = 1 << 16;
  within("in_channels", in_channels, 1, many);
  within("out_channels", out_channels, 1, many);
  within("layers_per_block", layers_per_block, 1, 64);
  within("downsample_padding", downsample_padding, 0, 1);
  within("norm_num_groups", norm_num_groups, 1, many);
  if (time_embedding_dim) within("time_embedding_dim", *time_embedding_dim, 1, many);
  if (num_class_embeds) within("num_class_embeds", *num_class_embeds, 1, 1 << 24);
  if (attention_head_dim) within("attention_head_dim", *attention_head_dim, 1, many);
  positive("norm_eps", norm_eps, 1);
  positive("mid_block_scale_factor", mid_block_scale_factor, 1e6);
  require(act_fn != activation::none, config, "unet2d: act_fn: expected silu or relu, got none");

  within("block_out_channels: levels", levels(), 1, 16);
  require(down_block_types.size() == block_out_channels.size(), config, "unet2d: down_block_types: expected ",
          block_out_channels.size(), " blocks, as many as block_out_channels, got ", down_block_types.size());
  require(up_block_types.size() == block_out_channels.size(), config, "unet2d: up_block_types: expected ",
          block_out_channels.size(), " blocks, as many as block_out_channels, got ", up_block_types.size());
  require(levels() * (layers_per_block + 1) <= most_skips, config, "unet2d: layers_per_block: expected at most ",
          most_skips / levels() - 1, " with ", levels(), " levels, got ", layers_per_block);
  for (index_t i = 0; i < levels(); ++i) {
    within("block_out_channels", channels(i), 1, many);
    require(channels(i) % norm_num_groups == 0, config, "unet2d: norm_num_groups: expected a divisor of ", channels(i),
            " (block_out_channels), got ", norm_num_groups);
  }
  require(channels(0) >= 2, config, "unet2d: block_out_channels: expected at least 2 channels at the first level, got ",
          channels(0));
  require(in_range(freq_shift, -1e6, std::nextafter(static_cast<double>(channels(0) / 2), 0.0)), config,
          "unet2d: freq_shift: expected a number below half the first of block_out_channels, ", channels(0) / 2,
          ", got ", freq_shift);
  const auto heads_fit = [&](bool used, index_t level) {
    require(!used || !attention_head_dim || *attention_head_dim <= channels(level), config,
            "unet2d: attention_head_dim: expected at most the ", channels(level), " channels of a block, got ",
            attention_head_dim.value_or(0));
  };
  for (std::size_t i = 0; i < down_block_types.size(); ++i) {
    heads_fit(down_block_types[i] == unet2d_block::attention, static_cast<index_t>(i));
    heads_fit(up_block_types[i] == unet2d_block::attention, levels() - 1 - static_cast<index_t>(i));
  }
  heads_fit(mid_block && add_attention, levels() - 1);
  if (attn_norm_num_groups) {
    within("attn_norm_num_groups", *attn_norm_num_groups, 1, many);
    require(block_out_channels.back() % *attn_norm_num_groups == 0, config,
            "unet2d: attn_norm_num_groups: expected a divisor of ", block_out_channels.back(), " channels, got ",
            *attn_norm_num_groups);
  }
  require(sample_size.empty() || sample_size.size() == 2, config,
          "unet2d: sample_size: expected a height and a width, got ", sample_size.size(), " numbers");
  for (const index_t extent : sample_size) within("sample_size", extent, 1, many);
}

}  // namespace sfumato
