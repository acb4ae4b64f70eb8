#include "sfumato/train/ddpm_objective.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../io/temporary_folder.hpp"
#include "prepared_batch.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/respaced.hpp"

namespace {

using namespace sfumato_test;

using B = elementwise_double;
using ddpm = prepared<ddpm_objective<B>>;

index_t timestep(const ddpm& batch, index_t n) { return static_cast<index_t>(batch.drawn_for(n)); }

TEST(DdpmObjective, MixesImageAndNoiseAsTheirTimestepsSay) {
  cpu_context ctx(1);
  const linear_beta schedule(scaled_beta_range(50));
  const images_at_hand data(40);
  ddpm batch(ctx, schedule, {});
  batch.prepare(data.images(), 3);
  const auto noise = copy(batch.target()), noisy = copy(batch.input());
  for (index_t n = 0; n < 40; ++n) {
    const auto t = static_cast<double>(timestep(batch, n));
    EXPECT_EQ(batch.times().data[n], t);
    for (index_t i = n * 9; i < (n + 1) * 9; ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_NEAR(noisy[at], schedule.alpha(t) * data.pixels[at] + schedule.sigma(t) * noise[at], 1e-14);
    }
  }
}

TEST(DdpmObjective, TheTargetIsWhatTheNetworkPredicts) {
  cpu_context ctx(1);
  const linear_beta schedule(scaled_beta_range(50));
  const images_at_hand data(10);
  ddpm_options options;
  const auto target = [&](prediction_type prediction) {
    options.prediction = prediction;
    ddpm batch(ctx, schedule, options);
    batch.prepare(data.images(), 0);
    return copy(batch.target());
  };
  const auto noise = target(prediction_type::epsilon), velocity = target(prediction_type::v_prediction);
  EXPECT_EQ(target(prediction_type::sample), data.pixels);
  ddpm batch(ctx, schedule, {});
  batch.prepare(data.images(), 0);
  for (std::size_t i = 0; i < noise.size(); ++i) {
    const auto t = static_cast<double>(timestep(batch, static_cast<index_t>(i) / 9));
    ASSERT_NEAR(velocity[i], schedule.alpha(t) * noise[i] - schedule.sigma(t) * data.pixels[i], 1e-14);
  }
}

TEST(DdpmObjective, IsAPureFunctionOfSeedStepAndPlace) {
  cpu_context ctx(2);
  const linear_beta schedule(scaled_beta_range(50));
  const images_at_hand many(30), few(5);
  const auto draw = [&](const images_at_hand& data, std::uint64_t seed, index_t step) {
    ddpm_options options;
    options.seed = seed;
    ddpm batch(ctx, schedule, options);
    batch.prepare(data.images(), step);
    auto all = copy(batch.times()), noise = copy(batch.target());
    all.resize(5);
    noise.resize(45);
    all.insert(all.end(), noise.begin(), noise.end());
    return all;
  };
  const auto first = draw(many, 1, 7);
  EXPECT_EQ(draw(many, 1, 7), first);
  EXPECT_EQ(draw(few, 1, 7), first);
  EXPECT_NE(draw(many, 1, 8), first);
  EXPECT_NE(draw(many, 2, 7), first);
}

TEST(DdpmObjective, TimestepsAreUniformAndNoiseIsNormal) {
  cpu_context ctx(1);
  const images_at_hand data(5000);
  ddpm batch(ctx, linear_beta(scaled_beta_range(50)), {});
  std::vector<int> drawn(50);
  double sum = 0, squares = 0;
  for (index_t step = 0; step < 10; ++step) {
    batch.prepare(data.images(), step);
    for (const double t : batch.drawn()) ++drawn[static_cast<std::size_t>(t)];
    for (const double z : batch.target().span()) sum += z, squares += z * z;
  }
  // 50,000 draws: 1000 of each, standard deviation sqrt(1000 0.98) = 31; five of them.
  for (const int count : drawn) EXPECT_NEAR(count, 1000, 157);
  // 450,000 numbers: the mean is within 5 / sqrt(450,000), the variance within 5 sqrt(2 / 450,000).
  EXPECT_NEAR(sum / 450000, 0, 0.0075);
  EXPECT_NEAR(squares / 450000, 1, 0.0106);
}

TEST(DdpmObjective, WeightsByMinSnr) {
  cpu_context ctx(1);
  const linear_beta schedule(scaled_beta_range(50));
  const images_at_hand data(20);
  ddpm_options options;
  options.min_snr_gamma = 5;
  ddpm batch(ctx, schedule, options);
  batch.prepare(data.images(), 0);
  for (index_t n = 0; n < 20; ++n)
    EXPECT_EQ(batch.weights().data[n],
              min_snr_weight{5}(schedule, static_cast<double>(timestep(batch, n)), prediction_type::epsilon));
}

TEST(DdpmObjective, TellsTheNetworkTheTimesOfARespacedSchedule) {
  cpu_context ctx(1);
  const respaced<linear_beta> schedule(linear_beta(scaled_beta_range(50)), steps(5, timestep_spacing::leading));
  const images_at_hand data(20);
  ddpm batch(ctx, schedule, {});
  batch.prepare(data.images(), 0);
  for (index_t n = 0; n < 20; ++n) EXPECT_EQ(batch.times().data[n], 10 * static_cast<double>(timestep(batch, n)));
}

TEST(DdpmObjective, NamesWhatDoesNotFit) {
  cpu_context ctx(1);
  ddpm batch(ctx, linear_beta(scaled_beta_range(50)), {});
  const images_at_hand data(4);
  EXPECT_TRUE(says(message_of([&] { batch.prepare({data.pixels.data(), {36}}, 0); }), {"(N,H,W,C)", "(36)"}));
}

}  // namespace
