// What a program does wrong with pieces that are right by themselves: one line each, no crash and no silence.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <vector>

#include "../messages.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/train/trainer.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;
using F = cpu<float>;
using plain_network = simple_unet<F>;
using denoiser_of_network = network_denoiser<F, plain_network>;
using step_of_training = training_step<F, plain_network, ddpm_objective<F>, adam<F>>;

constexpr unet_widths misuse_widths{4, 5, 6};
const shape images_extent{2, 8, 8, 1};

class Misuse : public testing::Test {
 protected:
  cpu_context ctx{1};
  plain_network net{misuse_widths};
  parameter_slab<F> slab{ctx, net};
  linear_beta schedule{scaled_beta_range(50)};
  std::vector<float> images = some_numbers<float>(images_extent.size(), 1);

  std::string trained(const step_options& options) {
    return message_of([&] { step_of_training step(net, slab, {ctx, schedule}, adam<F>(slab), options); });
  }
};

TEST_F(Misuse, AModuleThatNoSlabHoldsIsNeitherInitializedNorSavedNorLoaded) {
  plain_network loose(misuse_widths);
  EXPECT_TRUE(says(message_of([&] { slab.initialize(loose, 0); }), {"initialize", "encoder1.conv.weight", "bind"}));
  EXPECT_TRUE(says(message_of([&] { save_state_dict<F>("never.safetensors", ctx, loose); }), {"save", "no place"}));
  EXPECT_FALSE(std::filesystem::exists("never.safetensors"));
  const std::filesystem::path shipped = std::filesystem::temp_directory_path() / "misuse.safetensors";
  save_state_dict<F>(shipped, ctx, net);
  EXPECT_TRUE(says(message_of([&] { load_state_dict<F>(shipped, ctx, loose); }), {"load", "no place"}));
  std::filesystem::remove(shipped);
}

TEST_F(Misuse, TrainingWantsTheSlabThatHoldsTheNetwork) {
  parameter_slab<F> other(ctx, net);  // binds the plain_network anew
  other.initialize(net, 0);
  EXPECT_TRUE(
      says(message_of([&] { (trainer<F, plain_network>(net, slab, schedule)); }), {"training", "in this slab"}));
  EXPECT_EQ(message_of([&] { (trainer<F, plain_network>(net, other, schedule)); }), "");
}

TEST_F(Misuse, TrainingWantsParametersThatWereBegunWith) {
  trainer<F, plain_network> training(net, slab, schedule);
  const auto step = [&] { training.step({images.data(), images_extent}); };
  EXPECT_TRUE(says(message_of(step), {"training", "initialized", "slab.initialize(net, seed)"}));
  slab.initialize(net, 0);
  EXPECT_EQ(message_of(step), "");
}

TEST_F(Misuse, AnOptimizerIsForTheSlabThatItWasMadeFor) {
  plain_network small(unet_widths{1, 1, 1});
  parameter_slab<F> of_small(ctx, small);
  slab.initialize(net, 0);
  step_of_training step(net, slab, {ctx, schedule}, adam<F>(of_small));
  EXPECT_TRUE(says(message_of([&] { step({images.data(), images_extent}); }), {"optimizer", "made for"}));
}

TEST_F(Misuse, ImagesThatAreNowhereAreRefused) {
  slab.initialize(net, 0);
  trainer<F, plain_network> training(net, slab, schedule);
  EXPECT_TRUE(says(message_of([&] { training.step({nullptr, images_extent}); }), {"training", "got null"}));
}

TEST_F(Misuse, ImagesThatTheNetworkCannotHalveTwiceAreRefused) {
  slab.initialize(net, 0);
  const shape odd{1, 27, 27, 1};
  const std::vector<float> pixels(static_cast<std::size_t>(odd.size()));
  trainer<F, plain_network> training(net, slab, schedule);
  denoiser_of_network denoiser(net);
  EXPECT_TRUE(says(message_of([&] { training.step({pixels.data(), odd}); }), {"divisible by 4", "(1,27,27,1)"}));
  EXPECT_TRUE(says(message_of([&] { sample(ctx, denoiser, ddim{}, schedule, steps(2), {.extent = odd}); }),
                   {"divisible by 4", "(1,27,27,1)"}));
}

TEST_F(Misuse, OptionsOfAStepAreLookedAt) {
  EXPECT_EQ(trained({}), "");
  EXPECT_TRUE(says(trained({.learning_rate = NAN}), {"learning rate", "got nan"}));
  EXPECT_TRUE(says(trained({.max_grad_norm = -1}), {"max_grad_norm", "got -1"}));
  EXPECT_TRUE(says(trained({.label_drop = 7}), {"label_drop", "got 7"}));
  EXPECT_TRUE(says(trained({.label_drop = -1}), {"label_drop", "got -1"}));
  EXPECT_TRUE(says(trained({.report_every = 0}), {"report_every", "got 0"}));
}

TEST_F(Misuse, ClassesOfNetworkAndOptionsAgree) {
  plain_network told(2, misuse_widths);
  parameter_slab<F> of_told(ctx, told);
  of_told.initialize(told, 0);
  for (const index_t classes : {0, 3}) {
    const auto make = [&] { (trainer<F, plain_network>(told, of_told, schedule, {.classes = classes})); };
    EXPECT_TRUE(says(message_of(make), {"expected classes = 2", join("got ", classes)})) << classes;
  }
  EXPECT_TRUE(says(message_of([&] { plain_network(-3, misuse_widths); }), {"simple_unet", "classes", "got -3"}));
  EXPECT_TRUE(says(message_of([&] {
                     plain_network(unet_widths{0, 1, 1});
                   }),
                   {"simple_unet", "widths", "got 0, 1 and 1"}));

  denoiser_of_network untold(told);
  const auto draw = [&] {
    sample<F>(ctx, untold, ddim{}.plan(schedule, {10.0, 0.0}, prediction_type::epsilon), {.extent = images_extent});
  };
  EXPECT_TRUE(says(message_of(draw), {"condition", "on 2 classes", "got none"}));
}

TEST_F(Misuse, GuidanceWantsClassesAndAFiniteScale) {
  using both = guided<F, denoiser_of_network, denoiser_of_network>;
  slab.initialize(net, 0);
  EXPECT_TRUE(says(message_of([&] { both(denoiser_of_network(net), 2.0); }), {"guidance", "with classes"}));
  plain_network told(2, misuse_widths);
  parameter_slab<F> of_told(ctx, told);
  of_told.initialize(told, 0);
  EXPECT_TRUE(says(message_of([&] { both(denoiser_of_network(told, {1}), NAN); }), {"guided", "finite", "nan"}));
}

TEST_F(Misuse, APlanThatNoRunCouldFollowIsRefused) {
  slab.initialize(net, 0);
  denoiser_of_network denoiser(net);
  const auto refused = [&](const std::function<void(std::vector<solver_stage>&)>& spoil) {
    solver_plan plan = ddim{}.plan(schedule, {40.0, 20.0, 0.0}, prediction_type::epsilon);
    spoil(plan.stages);
    return message_of([&] { sample<F>(ctx, denoiser, plan, {.extent = images_extent}); });
  };
  EXPECT_EQ(refused([](auto&) {}), "");
  EXPECT_TRUE(says(refused([](auto& s) { s[0].keep_slot = max_kept; }), {"keep_slot", "from 0 to 5", "got 6"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[1].next.kept[0] = 1; }), {"an earlier one has kept"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[1].next.anchor = 1; }), {"anchor"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[0].evaluate = false; }), {"no stage up to it evaluates"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[0].noise = {step_noise::source::scalar, -1}; }), {"deviation", "got -1"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[0].input_scale = 0; }), {"input_scale", "and 0"}));
  EXPECT_TRUE(says(refused([](auto& s) { s[2].timestep = NAN; }), {"timestep", "nan"}));
}

TEST_F(Misuse, ValuesBelongToTheirGraphAndPass) {
  graph<F> one(ctx), other(ctx);
  const view<const float> x{images.data(), images_extent};
  const real_value first = one.input(x), second = one.input(x);
  const auto add = [&](graph<F>& g) { ops::add(g, ops::to_scalar(g, first), ops::to_scalar(g, second)); };
  EXPECT_EQ(message_of([&] { add(one); }), "");
  EXPECT_TRUE(says(message_of([&] { add(other); }), {"graph", "of another"}));
  one.rewind();
  EXPECT_TRUE(says(message_of([&] { one.shape_of(first); }), {"graph", "this pass"}));
}

TEST_F(Misuse, WhatIsTooLargeIsRefusedInOneLine) {
  constexpr index_t large = index_t{1} << 40;
  EXPECT_TRUE(says(message_of([&] { shape({large, large, 1, 1}); }), {"shape", "2^63"}));
  for (const int bits : {60, 61, 62})
    EXPECT_TRUE(says(message_of([&] { real_buffer<F>(ctx, index_t{1} << bits); }), {"not enough memory"})) << bits;
  EXPECT_TRUE(says(message_of([&] { flow_times(3, HUGE_VAL); }), {"flow_times", "finite", "inf"}));
}

TEST_F(Misuse, SmallNumbersAreToldAsTheyAre) {
  EXPECT_TRUE(says(message_of([&] { (trainer<F, plain_network>(net, slab, schedule, {.learning_rate = -1e-9})); }),
                   {"got -1e-09"}));
}

TEST_F(Misuse, AFileWithoutANameIsRefused) {
  EXPECT_TRUE(says(message_of([&] { save_state_dict<F>("", ctx, net); }), {"write a file", "empty"}));
  EXPECT_TRUE(says(message_of([&] { load_state_dict<F>("", ctx, net); }), {"empty"}));
}

}  // namespace
