#include "sfumato/io/pretrained.hpp"

#include <gtest/gtest.h>

#include "../golden.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// golden/unet_tiny, read once.
struct tiny_model {
  cpu_context ctx{1};
  pretrained<cpu<float>> model = from_pretrained<cpu<float>>(ctx, golden::path("unet_tiny"));

  static tiny_model& get() {
    static tiny_model one;
    return one;
  }
  static std::vector<float> values_of(const pretrained<cpu<float>>& m) {
    const float* from = m.slab.values();
    return {from, from + m.slab.size()};
  }
  std::vector<float> values() const { return values_of(model); }
};

const std::string weights_name = "diffusion_pytorch_model.safetensors";

/// The golden network's folder with other weight files: add(writer, name, extents, values) for each tensor.
template <class Add>
void put_weights(const std::filesystem::path& path, Add&& add) {
  const auto file = safetensors_file::open(golden::path("unet_tiny/" + weights_name));
  safetensors_writer writer;
  for (const std::string& name : file.names()) add(writer, name, file.info(name).extents, file.read<float>(name));
  writer.write(path);
}
void put_config(const temporary_folder& folder) {
  std::filesystem::copy_file(golden::path("unet_tiny/config.json"), folder / "config.json");
}
std::string complaint_about(const temporary_folder& folder) {
  cpu_context ctx(1);
  return message_of([&] { from_pretrained<cpu<float>>(ctx, folder.path()); });
}

TEST(Pretrained, WhatWasReadIsWrittenToTheSameBytes) {
  temporary_folder folder;
  tiny_model& tiny = tiny_model::get();
  save_pretrained<cpu<float>>(folder.path(), tiny.ctx, tiny.model.net, tiny.model.scheduler);
  for (const std::string& name : {std::string("config.json"), weights_name})
    EXPECT_TRUE(contents_of(folder / name) == contents_of(golden::path("unet_tiny/" + name))) << name;
  const auto again = from_pretrained<cpu<float>>(tiny.ctx, folder.path());
  EXPECT_TRUE(tiny_model::values_of(again) == tiny.values());
  EXPECT_EQ(scheduler_config_json(again.scheduler), scheduler_config_json(tiny.model.scheduler));
}

TEST(Pretrained, ANewNetworkIsReadAgainWithItsScheduler) {
  temporary_folder folder;
  cpu_context ctx(1);
  unet2d_config config{.down_block_types = {unet2d_block::plain, unet2d_block::attention},
                       .up_block_types = {unet2d_block::attention, unet2d_block::plain},
                       .block_out_channels = {4, 8},
                       .layers_per_block = 1,
                       .norm_num_groups = 2};
  config.resnet_time_scale_shift = time_norm::scale_shift;
  config.num_class_embeds = 3;
  pretrained<cpu<float>> made(ctx, unet2d<cpu<float>>(config));
  made.slab.initialize(made.net, 1);
  made.scheduler.class_name = "DDIMScheduler";
  made.scheduler.options["clip_sample"] = false;
  save_pretrained<cpu<float>>(folder / "new/model", ctx, made.net, made.scheduler);
  const auto read = from_pretrained<cpu<float>>(ctx, folder / "new/model");
  EXPECT_EQ(read.net.config, config);
  EXPECT_TRUE(tiny_model::values_of(read) == tiny_model::values_of(made));
  EXPECT_EQ(read.scheduler.class_name, "DDIMScheduler");
  EXPECT_EQ(read.scheduler.options["clip_sample"], false);
}

TEST(Pretrained, EverySchedulerIsReadAgainFromItsFolder) {
  tiny_model& tiny = tiny_model::get();
  for (const scheduler_entry& entry : scheduler_table) {
    SCOPED_TRACE(std::string(entry.class_name));
    temporary_folder folder;
    scheduler_config how;
    how.class_name = entry.class_name;
    how.spacing = timestep_spacing::trailing;
    save_pretrained<cpu<float>>(folder.path(), tiny.ctx, tiny.model.net, how);
    EXPECT_EQ(scheduler_config_json(from_pretrained<cpu<float>>(tiny.ctx, folder.path()).scheduler),
              scheduler_config_json(how));
    const auto index = nlohmann::json::parse(contents_of(folder / "model_index.json"));
    EXPECT_EQ(index["scheduler"][1], entry.class_name);
    EXPECT_EQ(index["_class_name"], entry.pipeline);
  }
  scheduler_config unknown;
  unknown.class_name = "MysteryScheduler";
  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { save_pretrained<cpu<float>>(folder / "new", tiny.ctx, tiny.model.net, unknown); }),
                   {"MysteryScheduler", "UniPCMultistepScheduler"}));
}

TEST(Pretrained, ReadsOldNamesAndProjectionsStoredAsConvolutions) {
  temporary_folder folder;
  put_config(folder);
  int renamed = 0;
  put_weights(folder / weights_name, [&](auto& writer, const std::string& name, auto extents, const auto& values) {
    const std::string old = old_name(name);
    renamed += old != name ? 1 : 0;
    if (old != name && extents.size() == 2) extents.insert(extents.end(), {1, 1});
    writer.add(old, extents, values);
  });
  EXPECT_EQ(renamed, 6 * 8);  // two blocks down, three up and the middle; four layers of weight and bias each
  EXPECT_TRUE(tiny_model::values_of(from_pretrained<cpu<float>>(tiny_model::get().ctx, folder.path())) ==
              tiny_model::get().values());
}

TEST(Pretrained, ReadsShards) {
  temporary_folder folder;
  put_config(folder);
  const auto file = safetensors_file::open(golden::path("unet_tiny/" + weights_name));
  safetensors_writer shards[3];
  nlohmann::json map;
  std::size_t k = 0;
  for (const std::string& name : file.names()) {
    map[name] = "part-" + std::to_string(k % 3) + ".safetensors";
    shards[k++ % 3].add(name, file.info(name).extents, file.read<float>(name));
  }
  for (int i = 0; i < 3; ++i) shards[i].write(folder / ("part-" + std::to_string(i) + ".safetensors"));
  const nlohmann::json index = {{"metadata", {{"total_size", 1970156}}}, {"weight_map", map}};
  put(folder / (weights_name + ".index.json"), index.dump());
  EXPECT_TRUE(tiny_model::values_of(from_pretrained<cpu<float>>(tiny_model::get().ctx, folder.path())) ==
              tiny_model::get().values());

  const auto with_map = [&](const auto& change) {
    nlohmann::json changed = map;
    change(changed);
    put(folder / (weights_name + ".index.json"), nlohmann::json{{"weight_map", changed}}.dump());
    return complaint_about(folder);
  };
  EXPECT_TRUE(says(with_map([](auto& m) { m = nlohmann::json::array(); }), {"weight_map", "object"}));
  EXPECT_TRUE(says(with_map([](auto& m) { m["conv_in.bias"] = "../part-0.safetensors"; }), {"weight_map", "beside"}));
  EXPECT_TRUE(says(with_map([](auto& m) { m["conv_in.bias"] = 3; }), {"weight_map", "beside"}));
  EXPECT_TRUE(says(with_map([](auto& m) { m["conv_in.bias"] = "none.safetensors"; }), {"none.safetensors"}));
  EXPECT_TRUE(says(with_map([](auto& m) { m["mystery\n"] = "part-0.safetensors"; }), {"part-0", "'mystery?'", "none"}));
  for (const std::string& name : {std::string("a\nb.safetensors"), std::string("config.json\0.safetensors", 23)})
    EXPECT_TRUE(says(with_map([&](auto& m) { m["conv_in.bias"] = name; }), {"weight_map", "beside"})) << name;
  EXPECT_TRUE(says(with_map([](auto& m) { m.erase("conv_in.bias"); }), {"'conv_in.bias'", "no such tensor"}));
}

TEST(Pretrained, ReadsAPipelinesFolder) {
  temporary_folder folder;
  std::filesystem::create_directories(folder / "unet");
  std::filesystem::create_directories(folder / "scheduler");
  for (const std::string& name : {std::string("config.json"), weights_name})
    std::filesystem::copy_file(golden::path("unet_tiny/" + name), folder / ("unet/" + name));
  put(folder / "scheduler/scheduler_config.json", R"({"_class_name":"DDIMScheduler"})");
  const auto read = from_pretrained<cpu<float>>(tiny_model::get().ctx, folder.path());
  EXPECT_EQ(read.scheduler.class_name, "DDIMScheduler");
}

TEST(Pretrained, RefusesFoldersThatDoNotFitInOneLine) {
  temporary_folder folder;
  cpu_context ctx(1);
  EXPECT_TRUE(says(message_of([&] { from_pretrained<cpu<float>>(ctx, folder / "none"); }), {"none", "folder"}));
  EXPECT_TRUE(says(complaint_about(folder), {"config.json", "expected a file"}));
  put_config(folder);
  EXPECT_TRUE(says(complaint_about(folder), {folder.path().string(), weights_name, "neither"}));
  put(folder / "diffusion_pytorch_model.bin", "x");
  EXPECT_TRUE(says(complaint_about(folder), {"pickled", "safetensors"}));
  put(folder / weights_name, "nonsense and more");
  EXPECT_TRUE(says(complaint_about(folder), {weights_name}));

  const auto without = [&](const std::string& leave_out, const std::string& add) {
    put_weights(folder / weights_name, [&](auto& writer, const std::string& name, auto extents, const auto& values) {
      if (name != leave_out) writer.add(name, extents, values);
      if (name == leave_out && add == "[C,1]") writer.add(name, {extents[0], 1}, values);
      if (name == "conv_in.bias" && add == "more") writer.add("mystery", extents, values);
      if (name == "down_blocks.1.attentions.0.to_q.bias" && add == "both") writer.add(old_name(name), extents, values);
    });
    return complaint_about(folder);
  };
  EXPECT_TRUE(says(without("conv_out.bias", ""), {weights_name, "'conv_out.bias'", "no such tensor"}));
  EXPECT_TRUE(says(without("conv_in.bias", "[C,1]"), {"'conv_in.bias'", "(16)", "(16,1)"}));
  EXPECT_TRUE(says(without("", "more"), {"'mystery'"}));
  EXPECT_TRUE(says(without("", "both"), {"'down_blocks.1.attentions.0.query.bias'"}));
  EXPECT_EQ(without("", ""), "");

  nlohmann::json wide = golden::json("unet_tiny/config.json");
  wide["block_out_channels"] = {16, 24, 32, 2048};
  put(folder / "config.json", wide.dump());
  EXPECT_TRUE(says(complaint_about(folder), {weights_name, "more tensors do not fit"}));
  wide["block_out_channels"] = {16, 24, 32, 65536};
  put(folder / "config.json", wide.dump());
  EXPECT_TRUE(says(complaint_about(folder), {"config.json", "4294967296 parameters"}));
  put(folder / "config.json", contents_of(golden::path("unet_tiny/config.json")));
  put(folder / "scheduler_config.json", R"({"_class_name":"MysteryScheduler"})");
  EXPECT_TRUE(says(complaint_about(folder), {"scheduler_config.json", "MysteryScheduler"}));
}

}  // namespace
