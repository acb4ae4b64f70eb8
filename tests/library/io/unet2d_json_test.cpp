#include "sfumato/io/unet2d_json.hpp"

#include <gtest/gtest.h>

#include "../golden.hpp"
#include "../messages.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

unet2d_config unet_config(const std::string& text) {
  return read_unet2d_config(json_object::of_text("config.json", text));
}

TEST(Unet2dJson, WhatIsAbsentHasTheDefaultOfTheReference) {
  const unet2d_config c = unet_config("{}");
  EXPECT_EQ(c, unet2d_config{});
  EXPECT_EQ(c.attention_head_dim, 8);
  EXPECT_EQ(c.block_out_channels, (std::vector<index_t>{224, 448, 672, 896}));
  EXPECT_TRUE(c.flip_sin_to_cos && c.add_attention);
  EXPECT_EQ(c.downsample_padding, 1);
}

TEST(Unet2dJson, WritesTheBytesOfTheReferenceAndReadsThemAgain) {
  const auto bytes = golden::bytes("unet_tiny/config.json");
  const std::string text(bytes.begin(), bytes.end());
  EXPECT_EQ(unet2d_config_json(unet_config(text)), text);
  const auto of_hub = golden::bytes("unet_tiny/config_hub_keys.json");
  EXPECT_EQ(unet_config({of_hub.begin(), of_hub.end()}), unet_config(text));
}

TEST(Unet2dJson, EveryValueSurvives) {
  unet2d_config c;
  c.in_channels = 1;
  c.out_channels = 2;
  c.center_input_sample = true;
  c.flip_sin_to_cos = false;
  c.freq_shift = 0.5;
  c.time_embedding_dim = 20;
  c.num_class_embeds = 7;
  c.down_block_types = {unet2d_block::attention, unet2d_block::plain};
  c.up_block_types = {unet2d_block::plain, unet2d_block::attention};
  c.block_out_channels = {8, 16};
  c.layers_per_block = 3;
  c.downsample_padding = 0;
  c.downsample_type = c.upsample_type = unet2d_resampling::resnet;
  c.mid_block = false;
  c.add_attention = false;
  c.mid_block_scale_factor = 1.25;
  c.act_fn = activation::relu;
  c.resnet_time_scale_shift = time_norm::scale_shift;
  c.attention_head_dim = {};
  c.norm_num_groups = 4;
  c.norm_eps = 1e-6;
  c.attn_norm_num_groups = 8;
  c.sample_size = {8, 12};
  EXPECT_EQ(unet_config(unet2d_config_json(c)), c);
}

TEST(Unet2dJson, ReadsTheNamesOfEarlyVersions) {
  const unet2d_config c = unet_config(
      R"({"block_out_channels":[32,64],"down_block_types":["UNetResDownBlock2D","UNetResAttnDownBlock2D"],
          "up_block_types":["UNetResAttnUpBlock2D","UNetResUpBlock2D"],"act_fn":"swish","sample_size":64})");
  EXPECT_EQ(c.down_block_types, (std::vector<unet2d_block>{unet2d_block::plain, unet2d_block::attention}));
  EXPECT_EQ(c.up_block_types, (std::vector<unet2d_block>{unet2d_block::attention, unet2d_block::plain}));
  EXPECT_EQ(c.act_fn, activation::silu);
  EXPECT_EQ(c.sample_size, (std::vector<index_t>{64, 64}));
}

TEST(Unet2dJson, RefusesByNameWhatItCannotServe) {
  struct row {
    const char* text;
    std::initializer_list<std::string> words;
  };
  const row rows[] = {
      {R"("mystery":1)", {"'mystery'", "no such key"}},
      {R"("_class_name":"UNet2DConditionModel")", {"_class_name", "UNet2DModel", "UNet2DConditionModel"}},
      {R"("act_fn":"gelu")", {"act_fn", "silu, swish or relu", "gelu"}},
      {R"("class_embed_type":"timestep")", {"class_embed_type", "timestep"}},
      {R"("class_embed_type":"identity")", {"class_embed_type", "identity"}},
      {R"("dropout":0.1)", {"dropout", "0.1"}},
      {R"("time_embedding_type":"fourier")", {"time_embedding_type", "positional", "fourier"}},
      {R"("mid_block_type":"UNetMidBlock2DCrossAttn")", {"mid_block_type"}},
      {R"("resnet_time_scale_shift":"spatial")", {"resnet_time_scale_shift", "default or scale_shift", "spatial"}},
      {R"("downsample_type":"pool")", {"downsample_type", "conv or resnet", "pool"}},
      {R"("down_block_types":["SkipDownBlock2D"])", {"down_block_types", "AttnDownBlock2D", "SkipDownBlock2D"}},
      {R"("up_block_types":["DownBlock2D"])", {"up_block_types", "AttnUpBlock2D", "DownBlock2D"}},
      {R"("up_block_types":"UpBlock2D")", {"up_block_types", "list"}},
      {R"("down_block_types":["DownBlock2D"])", {"down_block_types", "expected 4", "got 1"}},
      {R"("block_out_channels":[32,48,64,100])", {"norm_num_groups", "divisor of 48"}},
      {R"("block_out_channels":[])", {"block_out_channels"}},
      {R"("block_out_channels":[99999999])", {"block_out_channels", "99999999"}},
      {R"("block_out_channels":[-32])", {"block_out_channels", "-32"}},
      {R"("in_channels":0)", {"in_channels", "found 0"}},
      {R"("in_channels":3.5)", {"in_channels", "3.5"}},
      {R"("in_channels":"3")", {"in_channels", "\"3\""}},
      {R"("in_channels":null)", {"in_channels", "null"}},
      {R"("in_channels":10000000000000000000)", {"in_channels", "10000000000000000000"}},
      {R"("layers_per_block":0)", {"layers_per_block"}},
      {R"("layers_per_block":1000000)", {"layers_per_block", "1000000"}},
      {R"("norm_eps":-1e-6)", {"norm_eps"}},
      {R"("norm_num_groups":null)", {"norm_num_groups", "null"}},
      {R"("downsample_padding":2)", {"downsample_padding", "2"}},
      {R"("freq_shift":112)", {"freq_shift", "112"}},
      {R"("add_attention":1)", {"add_attention", "true or false"}},
      {R"("attention_head_dim":1000)", {"attention_head_dim", "1000"}},
      {R"("sample_size":[32])", {"sample_size"}},
      {R"("sample_size":0)", {"sample_size"}},
      {R"("mid_block_scale_factor":0)", {"mid_block_scale_factor"}},
  };
  for (const row& r : rows) {
    const std::string message = message_of([&] { unet_config(std::string("{") + r.text + "}"); });
    EXPECT_TRUE(says(message, r.words) && says(message, {"config.json"})) << r.text << "\n" << message;
  }
}

}  // namespace
