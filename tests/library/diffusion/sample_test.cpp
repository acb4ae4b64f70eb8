#include "sfumato/diffusion/sample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../messages.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace {

using namespace sfumato;
using sfumato_test::message_of;

const gaussian_mixture two_modes{{{0.25, -0.6, 0.05}, {0.75, 0.5, 0.05}}};

exact_denoiser<linear_beta> exact(prediction_type prediction = prediction_type::epsilon) {
  return {two_modes, linear_beta(scaled_beta_range(200)), prediction};
}
static_assert(denoiser<exact_denoiser<linear_beta>, cpu<float>>);
static_assert(denoiser<exact_denoiser<linear_beta>, cpu<double>>);
static_assert(!denoiser<linear_beta, cpu<float>>);

template <class T>
class Sample : public testing::Test {};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Sample, scalars);

TYPED_TEST(Sample, DrawsTheModesOfTheDataInTheirProportions) {
  using backend = cpu<TypeParam>;
  cpu_context ctx(2);
  for (prediction_type prediction :
       {prediction_type::epsilon, prediction_type::sample, prediction_type::v_prediction}) {
    auto network = exact(prediction);
    const auto check = [&](const char* what, const auto& solver_value) {
      const auto result = sample<backend>(ctx, network, solver_value, network.schedule, steps(50),
                                          {.extent = {4, 16, 16, 1}, .seed = 5});
      EXPECT_EQ(result.state, sample_state::completed);
      double low = 0, worst = 0;
      for (TypeParam value : result.images) {
        const double x = static_cast<double>(value), mode = x < 0 ? -0.6 : 0.5;
        low += x < 0 ? 1 : 0;
        worst = std::max(worst, std::abs(x - mode));
      }
      // 1024 draws: three standard deviations of the proportion are 0.04; the rest is the error of 50 steps.
      EXPECT_NEAR(low / 1024, 0.25, 0.05) << what << " " << to_string(prediction);
      EXPECT_LT(worst, 0.4) << what << " " << to_string(prediction);
    };
    check("ddpm", ddpm{});
    check("ddim", ddim{});
    check("ddim, eta 1", ddim{.eta = 1});
  }
}

TYPED_TEST(Sample, GivesTheSameBitsForAnyBatchAndAnyNumberOfThreads) {
  using backend = cpu<TypeParam>;
  auto network = exact();
  // 7 x 7 x 3: no multiple of a register; thresholding works image by image.
  const index_t images = 64, image = 7 * 7 * 3;
  const auto plan = ddpm{.correction = threshold_x0(0.9, 2)}.plan(network.schedule, steps(10).of(200), network.type);
  network.channels = 3;
  cpu_context one(1), two(2);
  const auto all = sample<backend>(one, network, plan, {.extent = {images, 7, 7, 3}, .seed = 9});
  const auto threaded = sample<backend>(two, network, plan, {.extent = {images, 7, 7, 3}, .seed = 9});
  EXPECT_EQ(all.images, threaded.images);
  for (std::uint32_t n : {0u, 1u, 17u, 63u}) {
    const auto single = sample<backend>(two, network, plan, {.extent = {1, 7, 7, 3}, .seed = 9, .first_stream = n});
    const auto begin = all.images.begin() + static_cast<std::ptrdiff_t>(n) * image;
    EXPECT_EQ(single.images, std::vector<TypeParam>(begin, begin + image)) << "image " << n;
  }
  const auto other = sample<backend>(one, network, plan, {.extent = {images, 7, 7, 3}, .seed = 10});
  EXPECT_NE(all.images, other.images);
}

TEST(SampleRun, ReportsProgressAndCanBeCancelled) {
  auto network = exact();
  cpu_context ctx(1);
  std::vector<double> timesteps;
  sample_options<float> options;
  options.progress = [&](const sample_progress& progress) {
    EXPECT_EQ(progress.steps, 20);
    timesteps.push_back(progress.timestep);
    EXPECT_EQ(progress.steps_done, static_cast<index_t>(timesteps.size()));
    return timesteps.size() < 7;
  };
  trajectory_recorder<float> trajectory({0, 5, 15});
  options.trajectory = &trajectory;
  const auto cancelled =
      sample<cpu<float>>(ctx, network, ddim{}, network.schedule, steps(20), {.extent = {2, 4, 4, 1}}, options);
  EXPECT_EQ(cancelled.state, sample_state::cancelled);
  EXPECT_EQ(cancelled.steps_done, 7);
  EXPECT_EQ(cancelled.images.size(), 32u);
  EXPECT_EQ(timesteps.front(), 199);
  EXPECT_EQ(trajectory.snapshots().size(), 2u) << "the third was never reached";
}

TEST(SampleRun, RecordsATrajectoryFromNoiseToImage) {
  auto network = exact();
  cpu_context ctx(1);
  auto trajectory = trajectory_recorder<double>::evenly(10, 200);
  const auto result = sample<cpu<double>>(ctx, network, ddpm{}, network.schedule, steps(200),
                                          {.extent = {3, 4, 4, 1}, .seed = 3}, {.trajectory = &trajectory});
  const auto& snapshots = trajectory.snapshots();
  ASSERT_EQ(snapshots.size(), 10u);
  EXPECT_EQ(snapshots.front().steps_done, 0);
  EXPECT_EQ(snapshots.back().steps_done, 200);
  EXPECT_EQ(snapshots.back().timestep, 0);
  EXPECT_EQ(snapshots.back().x, result.images);
  // The last step leads to its estimate of the clean image: weight 1, up to the rounding of 1 - alpha_bar at t = 0.
  for (std::size_t i = 0; i < 48; ++i) EXPECT_NEAR(snapshots.back().x0[i], result.images[i], 1e-12);

  std::vector<double> noise(48);
  const whole start = 0;
  cpu<double>::normal(ctx, {.x = {noise.data(), {3, 4, 4, 1}}, .seed = 3, .step = &start});
  EXPECT_EQ(snapshots.front().x, noise);
  EXPECT_THROW(sample<cpu<double>>(ctx, network, ddpm{}, network.schedule, steps(100), {.extent = {3, 4, 4, 1}},
                                   {.trajectory = &trajectory}),
               error);
}

TEST(SampleRun, CountsItsCost) {
  auto network = exact();
  cpu_context ctx(1);
  const shape extent{2, 4, 4, 1};
  const auto result = sample<cpu<float>>(ctx, network, ddim{.eta = 1}, network.schedule, steps(20), {.extent = extent});
  EXPECT_EQ(result.cost.evaluations, 20);
  EXPECT_EQ(result.cost.flops, 20 * network.flops(extent));
  EXPECT_EQ(result.cost.solver_bytes, 5 * 32 * sizeof(float)) << "x, output, x0, epsilon, noise";

  guided<cpu<float>, exact_denoiser<linear_beta>, exact_denoiser<linear_beta>> twice(network, network, 3);
  const auto steered = sample<cpu<float>>(ctx, twice, ddim{}, network.schedule, steps(20), {.extent = extent});
  EXPECT_EQ(steered.cost.evaluations, 40);
  EXPECT_EQ(steered.cost.network_bytes, 32 * sizeof(float));
}

TEST(Guided, MixesItsTwoDenoisers) {
  const auto constant = [](double value) {
    return function_denoiser(prediction_type::sample, 1,
                             [value](cpu_context&, view<const float>, double, view<float> out) {
                               for (index_t i = 0; i < out.size(); ++i) out.data[i] = static_cast<float>(value);
                             });
  };
  auto conditional = constant(0.5);
  auto unconditional =
      function_denoiser(prediction_type::sample, 1, [](cpu_context&, view<const float>, double, view<float> out) {
        for (index_t i = 0; i < out.size(); ++i) out.data[i] = 0.25f;
      });
  using both = guided<cpu<float>, decltype(conditional), decltype(unconditional)>;
  static_assert(denoiser<both, cpu<float>>);
  cpu_context ctx(1);
  std::vector<float> x(6), out(6);
  const shape extent{1, 2, 3, 1};
  const auto at = [&](double scale) {
    both network(conditional, unconditional, scale);
    network(ctx, {x.data(), extent}, 10.0, {out.data(), extent});
    return out[5];
  };
  EXPECT_EQ(at(0), 0.25f);
  EXPECT_EQ(at(1), 0.5f);
  EXPECT_EQ(at(3), 1.0f);

  auto other =
      function_denoiser(prediction_type::epsilon, 1, [](cpu_context&, view<const float>, double, view<float>) {});
  using mismatched = guided<cpu<float>, decltype(conditional), decltype(other)>;
  EXPECT_THROW(mismatched(conditional, other, 2), error);
}

TEST(SampleRun, LearnedVariancesComeFromTheSecondHalfOfTheChannels) {
  const linear_beta schedule(scaled_beta_range(200));
  // A variance output of -1 is fixed_small, +1 is fixed_large.
  const auto with_variance = [&](float v) {
    return function_denoiser(prediction_type::sample, 6,
                             [v](cpu_context&, view<const float> x, double, view<float> out) {
                               for (index_t i = 0; i < x.size(); ++i) {
                                 const index_t pixel = i / 3, channel = i % 3;
                                 out.data[pixel * 6 + channel] = 0.5f * x.data[i];
                                 out.data[pixel * 6 + 3 + channel] = v;
                               }
                             });
  };
  auto plain =
      function_denoiser(prediction_type::sample, 3, [](cpu_context&, view<const float> x, double, view<float> out) {
        for (index_t i = 0; i < x.size(); ++i) out.data[i] = 0.5f * x.data[i];
      });
  cpu_context ctx(1);
  const image_noise noise{.extent = {2, 3, 3, 3}, .seed = 1};
  const auto learned = ddpm{.variance = ddpm_variance::learned_range};
  const auto expect_near = [&](ddpm_variance fixed, float v) {
    auto network = with_variance(v);
    const auto got = sample<cpu<float>>(ctx, network, learned, schedule, steps(10), noise);
    const auto want = sample<cpu<float>>(ctx, plain, ddpm{.variance = fixed}, schedule, steps(10), noise);
    // exp and log in float: 1e-6 a step on values of order 1.
    for (std::size_t i = 0; i < got.images.size(); ++i) ASSERT_NEAR(got.images[i], want.images[i], 2e-5);
  };
  expect_near(ddpm_variance::fixed_small, -1);
  expect_near(ddpm_variance::fixed_large, 1);
  EXPECT_THROW(sample<cpu<float>>(ctx, plain, learned, schedule, steps(10), noise), error);
}

TEST(SampleRun, ProjectsOntoWhatIsKnown) {
  auto network = exact();
  cpu_context ctx(1);
  solver_plan plan = ddim{}.plan(network.schedule, steps(20).of(200), network.type);
  for (solver_stage& step : plan.stages) step.project = true;
  EXPECT_THROW(sample<cpu<float>>(ctx, network, plan, {.extent = {1, 4, 4, 1}}), error);
  sample_options<float> options;
  options.project = [](view<float> x, const projected_stage<float>& stage) {
    EXPECT_EQ(stage.level_in_backend[0], static_cast<float>(stage.level.alpha));
    x.data[3] = static_cast<float>(stage.level.alpha * 0.5);
  };
  const auto result = sample<cpu<float>>(ctx, network, plan, {.extent = {1, 4, 4, 1}}, options);
  EXPECT_EQ(result.images[3], 0.5f);
}

TEST(SampleChecks, StreamsBeyondTheLastAreRefusedInsteadOfBeginningAgain) {
  auto network = exact();
  cpu_context ctx(1);
  const auto plan = ddim{}.plan(network.schedule, {10, 0}, network.type);
  const auto draw = [&](index_t count, index_t first) {
    return message_of([&] {
      sample<cpu<float>>(ctx, network, plan, {.extent = {count, 1, 1, 1}, .seed = 1, .first_stream = first});
    });
  };
  constexpr index_t last = 0xFFFFFFFF;
  EXPECT_EQ(draw(1, last), "");
  EXPECT_NE(draw(2, last).find("2^32 - 1, got 2 from stream 4294967295"), std::string::npos);
  EXPECT_NE(draw(1, last + 1).find("2^32 - 1"), std::string::npos);
  EXPECT_NE(draw(1, -1).find("got 1 from stream -1"), std::string::npos);
}

TEST(SampleRun, NamesTheStepAtWhichNumbersStopBeingFinite) {
  const linear_beta schedule(scaled_beta_range(200));
  auto network =
      function_denoiser(prediction_type::epsilon, 1, [](cpu_context&, view<const float> x, double t, view<float> out) {
        std::copy_n(x.data, x.size(), out.data);
        if (t <= 140) out.data[1] = std::numeric_limits<float>::quiet_NaN();
      });
  cpu_context ctx(1);
  const std::string message = message_of([&] {
    sample<cpu<float>>(ctx, network, ddim{}, schedule, steps(10), {.extent = {1, 2, 2, 1}});
  });
  EXPECT_NE(message.find("the network's output is not finite at step 4 of 10 (timestep 139)"), std::string::npos)
      << message;
}

TEST(SampleRun, RefusesShapesThatDoNotFit) {
  auto network = exact();
  cpu_context ctx(1);
  const auto run = [&](const shape& extent) {
    sample<cpu<float>>(ctx, network, ddim{}, network.schedule, steps(10), {.extent = extent});
  };
  EXPECT_THROW(run({4, 4, 1}), error);
  EXPECT_THROW(run({0, 4, 4, 1}), error);
  EXPECT_EQ(message_of([&] {
              run({1, 4, 4, 3});
            }),
            "sample: images have 3 channels, so the network must give 3, or 6 with a learned variance; it gives 1");
  EXPECT_THROW(sample<cpu<float>>(ctx, network, solver_plan{}, {.extent = {1, 4, 4, 1}}), error);
}

}  // namespace
