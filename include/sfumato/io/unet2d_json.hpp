#pragma once

#include <string>
#include <vector>

#include "sfumato/io/diffusers_version.hpp"
#include "sfumato/io/json_object.hpp"
#include "sfumato/nn/unet2d/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

inline unet2d_block block_named(const json_object& file, const char* key, std::string name, const std::string& way) {
  if (name.rfind("UNetRes", 0) == 0) name = name.substr(7);  // the names of the first versions
  if (name == way + "Block2D") return unet2d_block::plain;
  if (name == "Attn" + way + "Block2D") return unet2d_block::attention;
  file.refuse(key, "blocks of kind " + way + "Block2D or Attn" + way + "Block2D");
}

inline std::vector<unet2d_block> blocks_named(const json_object& file, const char* key, const std::string& way,
                                              const std::vector<unet2d_block>& otherwise) {
  if (!file.find(key)) return otherwise;
  std::vector<unet2d_block> blocks;
  for (const std::string& name : file.texts(key)) blocks.push_back(block_named(file, key, name, way));
  return blocks;
}

/// A size, a height and a width, or null.
inline std::vector<index_t> sample_size_of(const json_object& file) {
  const nlohmann::json* found = file.find("sample_size");
  if (!found || found->is_null()) return {};
  constexpr index_t largest = 1 << 16;
  if (found->is_array() && found->size() != 2) file.refuse("sample_size", "a size, a height and a width, or null");
  if (found->is_array()) return file.wholes("sample_size", {}, 1, largest);
  const index_t extent = file.whole("sample_size", 1, 1, largest);
  return {extent, extent};
}

/// Keys of which only one value can be served.
inline void require_served(const json_object& file) {
  file.one_of("_class_name", {"UNet2DModel"}, "UNet2DModel");
  file.one_of("time_embedding_type", {"positional"}, "positional");
  if (file.real("dropout", 0) != 0) file.refuse("dropout", "0: this network drops nothing, in training neither");
  file.only("class_embed_type", nullptr);                     // classes are told by num_class_embeds
  file.whole_or_null("num_train_timesteps", {}, 1, 1 << 24);  // only for learned time embeddings
}

}  // namespace detail

/// The configuration in a UNet2DModel's config.json; what is absent has the default of the reference. Throws (io),
/// naming file and key, for keys that are unknown, values that cannot be served, are out of range or contradict each
/// other.
inline unet2d_config read_unet2d_config(const json_object& file) {
  constexpr index_t many = 1 << 16;
  detail::require_served(file);
  unet2d_config c;
  c.in_channels = file.whole("in_channels", c.in_channels, 1, many);
  c.out_channels = file.whole("out_channels", c.out_channels, 1, many);
  c.center_input_sample = file.boolean("center_input_sample", c.center_input_sample);
  c.flip_sin_to_cos = file.boolean("flip_sin_to_cos", c.flip_sin_to_cos);
  c.freq_shift = file.real("freq_shift", c.freq_shift);
  c.time_embedding_dim = file.whole_or_null("time_embedding_dim", c.time_embedding_dim, 1, many);
  c.num_class_embeds = file.whole_or_null("num_class_embeds", c.num_class_embeds, 1, 1 << 24);
  c.down_block_types = detail::blocks_named(file, "down_block_types", "Down", c.down_block_types);
  c.up_block_types = detail::blocks_named(file, "up_block_types", "Up", c.up_block_types);
  c.block_out_channels = file.wholes("block_out_channels", c.block_out_channels, 1, many);
  c.layers_per_block = file.whole("layers_per_block", c.layers_per_block, 1, 64);
  c.downsample_padding = file.whole("downsample_padding", c.downsample_padding, 0, 1);
  c.downsample_type = static_cast<unet2d_resampling>(file.one_of("downsample_type", {"conv", "resnet"}, "conv"));
  c.upsample_type = static_cast<unet2d_resampling>(file.one_of("upsample_type", {"conv", "resnet"}, "conv"));
  const nlohmann::json* middle = file.find("mid_block_type");
  c.mid_block = !middle || !middle->is_null();
  if (c.mid_block) file.one_of("mid_block_type", {"UNetMidBlock2D"}, "UNetMidBlock2D");
  c.add_attention = file.boolean("add_attention", c.add_attention);
  c.mid_block_scale_factor = file.real("mid_block_scale_factor", c.mid_block_scale_factor);
  c.act_fn = file.one_of("act_fn", {"silu", "swish", "relu"}, "silu") < 2 ? activation::silu : activation::relu;
  c.resnet_time_scale_shift =
      static_cast<time_norm>(file.one_of("resnet_time_scale_shift", {"default", "scale_shift"}, "default"));
  c.attention_head_dim = file.whole_or_null("attention_head_dim", c.attention_head_dim, 1, many);
  c.norm_num_groups = file.whole("norm_num_groups", c.norm_num_groups, 1, many);
  c.norm_eps = file.real("norm_eps", c.norm_eps);
  c.attn_norm_num_groups = file.whole_or_null("attn_norm_num_groups", c.attn_norm_num_groups, 1, many);
  c.sample_size = detail::sample_size_of(file);
  file.finish();
  try {
    c.check();
  } catch (const error& e) {
    fail(error_kind::io, file.file(), ": ", e.what());
  }
  return c;
}

/// The same as text, every key named, as the reference library writes it.
inline std::string unet2d_config_json(const unet2d_config& c) {
  using json = nlohmann::json;
  const auto or_null = [](const std::optional<index_t>& x) { return x ? json(*x) : json(); };
  const auto number = [](double x) { return x == std::nearbyint(x) ? json(static_cast<std::int64_t>(x)) : json(x); };
  const auto names = [](const std::vector<unet2d_block>& blocks, const std::string& way) {
    json list = json::array();
    for (const unet2d_block kind : blocks)
      list.push_back((kind == unet2d_block::plain ? "" : "Attn") + way + "Block2D");
    return list;
  };
  const auto resampled = [](unet2d_resampling kind) { return kind == unet2d_resampling::conv ? "conv" : "resnet"; };
  json sample_size = c.sample_size;
  if (c.sample_size.empty()) sample_size = json();
  if (c.sample_size.size() == 2 && c.sample_size[0] == c.sample_size[1]) sample_size = c.sample_size[0];

  json j = {{"_class_name", "UNet2DModel"},
            {"_diffusers_version", diffusers_version},
            {"act_fn", c.act_fn == activation::silu ? "silu" : "relu"},
            {"add_attention", c.add_attention},
            {"attention_head_dim", or_null(c.attention_head_dim)},
            {"attn_norm_num_groups", or_null(c.attn_norm_num_groups)},
            {"block_out_channels", c.block_out_channels},
            {"center_input_sample", c.center_input_sample},
            {"class_embed_type", nullptr},
            {"down_block_types", names(c.down_block_types, "Down")},
            {"downsample_padding", c.downsample_padding},
            {"downsample_type", resampled(c.downsample_type)},
            {"dropout", 0.0},
            {"flip_sin_to_cos", c.flip_sin_to_cos},
            {"freq_shift", number(c.freq_shift)},
            {"in_channels", c.in_channels},
            {"layers_per_block", c.layers_per_block},
            {"mid_block_scale_factor", number(c.mid_block_scale_factor)},
            {"norm_eps", c.norm_eps},
            {"norm_num_groups", c.norm_num_groups},
            {"num_class_embeds", or_null(c.num_class_embeds)},
            {"num_train_timesteps", nullptr},
            {"out_channels", c.out_channels},
            {"resnet_time_scale_shift", c.resnet_time_scale_shift == time_norm::shift ? "default" : "scale_shift"},
            {"sample_size", sample_size},
            {"time_embedding_type", "positional"},
            {"up_block_types", names(c.up_block_types, "Up")},
            {"upsample_type", resampled(c.upsample_type)}};
  // Keys that only later versions know, where they say something.
  if (!c.mid_block) j["mid_block_type"] = nullptr;
  if (c.time_embedding_dim) j["time_embedding_dim"] = *c.time_embedding_dim;
  return j.dump(2) + "\n";
}

}  // namespace sfumato
