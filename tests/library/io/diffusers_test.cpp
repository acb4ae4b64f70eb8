#include <gtest/gtest.h>

#include <cstdlib>

#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/io/image_layout.hpp"
#include "sfumato/io/pretrained.hpp"
#include "temporary_folder.hpp"

// With the reference library itself, where $SFUMATO_PYTHON or python3 has it.
namespace {

using namespace sfumato;
using namespace sfumato_test;

std::string python() {
  const char* named = std::getenv("SFUMATO_PYTHON");
  return named && *named ? named : "python3";
}
bool python_has_diffusers() {
  return std::system((python() + " -c 'import torch, safetensors.torch, diffusers' >/dev/null 2>&1").c_str()) == 0;
}

TEST(Diffusers, OpensWhatWasSavedHereAndSavesWhatIsOpenedHere) {
  if (!python_has_diffusers()) GTEST_SKIP() << "no diffusers in " << python();
  using net_backend = cpu<float>;
  using enum unet2d_block;
  cpu_context ctx(2);
  unet2d_config config{.num_class_embeds = 3,
                       .down_block_types = {attention, plain},
                       .up_block_types = {plain, attention},
                       .block_out_channels = {8, 16},
                       .layers_per_block = 1,
                       .resnet_time_scale_shift = time_norm::scale_shift,
                       .attention_head_dim = 4,
                       .norm_num_groups = 4};
  pretrained<net_backend> made(ctx, unet2d<net_backend>(config));
  made.slab.initialize(made.net, 1);
  made.scheduler.class_name = "DDIMScheduler";
  made.scheduler.beta_schedule = "scaled_linear";
  made.scheduler.prediction = prediction_type::v_prediction;
  made.scheduler.spacing = timestep_spacing::trailing;
  made.scheduler.options["clip_sample"] = false;
  temporary_folder folder;
  const std::filesystem::path ours = folder / "ours", theirs = folder / "theirs";
  save_pretrained<net_backend>(ours, ctx, made.net, made.scheduler);

  const shape extent{2, 8, 8, 3};
  const auto x = some_numbers<float>(extent.size(), 1);
  const std::vector<float> t = {7, 600};
  const std::vector<whole> labels = {2, 0};
  graph<net_backend> g(ctx);
  const value y = made.net(g, g.scalar_input({x.data(), extent}), g.input({t.data(), {2}}),
                           {g.input(view<const whole>{labels.data(), {2}})});
  const alpha_bar_table schedule = made.scheduler.noise_schedule();
  std::vector<std::int64_t> timesteps;
  for (const solver_stage& stage : made.scheduler.plan(10).stages)
    timesteps.push_back(static_cast<std::int64_t>(stage.timestep));
  safetensors_writer io;
  io.add("x", {2, 3, 8, 8}, to_channels_first(extent, x));
  io.add("y", {2, 3, 8, 8}, to_channels_first(extent, std::vector<float>(g.data(y), g.data(y) + extent.size())));
  io.add("timesteps", {2}, std::vector<std::int64_t>{7, 600});
  io.add("labels", {2}, std::vector<std::int64_t>{2, 0});
  io.add("inference_timesteps", {10}, timesteps);
  io.add("alpha_bars", {1000}, std::vector<float>(schedule.alpha_bars().begin(), schedule.alpha_bars().end()));
  io.write(ours / "io.safetensors");

  const std::string script = SFUMATO_GOLDEN_DIR "/../library/io/open_in_diffusers.py";
  const std::string log = (folder / "log").string();
  const int status = std::system(
      (python() + " '" + script + "' '" + ours.string() + "' '" + theirs.string() + "' >'" + log + "' 2>&1").c_str());
  ASSERT_EQ(status, 0) << contents_of(log);

  const auto read = from_pretrained<net_backend>(ctx, theirs);
  EXPECT_EQ(read.net.config, config);
  const float *got = read.slab.values(), *want = std::as_const(made.slab).values();
  for (index_t i = 0; i < made.slab.size(); ++i) ASSERT_EQ(got[i], want[i] / 2) << i;
  EXPECT_EQ(read.scheduler.spacing, timestep_spacing::trailing);
  EXPECT_EQ(read.scheduler.prediction, prediction_type::v_prediction);
  EXPECT_EQ(read.scheduler.options["clip_sample"], false);
}

}  // namespace
