#include "sfumato/diffusion/solver/plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../replay_backend.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/execute.hpp"
#include "sfumato/diffusion/solver/sigma_space.hpp"

namespace {

using namespace sfumato;

TEST(SolverPlan, FindsTheTimestepOfASigma) {
  const linear_beta schedule;
  for (const double t : {0.0, 0.5, 17.0, 500.25, 998.0, 999.0}) {
    const double sigma = schedule.sigma(t) / schedule.alpha(t);
    EXPECT_NEAR(time_of_sigma(schedule, sigma), t, 1e-9);
  }
  EXPECT_NEAR(time_of_sigma(schedule, 0), -1, 1e-5) << "where 1 - alpha_bar is nothing but rounding";
  EXPECT_THROW(time_of_sigma(schedule, 1000), error);
  EXPECT_THROW(time_of_sigma(schedule, -1), error);
}

TEST(SolverPlan, CountsWhatItNeeds) {
  solver_plan plan;
  plan.stages.resize(3);
  EXPECT_EQ(plan.evaluations(), 3);
  EXPECT_EQ(plan.kept(), 0);
  EXPECT_FALSE(plan.uses_anchor() || plan.needs_variance() || plan.projects());
  plan.stages[0].evaluate = false;
  plan.stages[1].keep_slot = 2;
  plan.stages[1].set_anchor = true;
  plan.stages[2].noise.kind = step_noise::source::learned_range;
  plan.stages[2].project = true;
  EXPECT_EQ(plan.evaluations(), 2);
  EXPECT_EQ(plan.kept(), 3);
  EXPECT_TRUE(plan.uses_anchor() && plan.needs_variance() && plan.projects());
}

/// A plan in which every field has a part.
solver_plan random_plan(std::uint64_t seed) {
  random_sequence random({seed, 0, 0});
  const auto weight = [&] { return random.uniform(-0.5, 0.5); };
  solver_plan plan;
  plan.initial_scale = random.uniform(0.5, 2);
  for (std::uint32_t i = 0; i < 12; ++i) {
    solver_stage step;
    step.evaluate = i == 0 || random.below(4) != 0;
    step.timestep = 100.0 - i;
    step.input_scale = random.below(2) ? 1.0 : random.uniform(0.5, 1);
    step.map = {weight(), weight(), weight(), weight()};
    const x0_correction corrections[] = {no_correction(), clip_x0(0.2), threshold_x0(0.7, 1.1)};
    step.correction = corrections[random.below(3)];
    if (random.below(2)) step.rederive = true, step.r_x = weight(), step.r_x0 = weight();
    if (random.below(2)) step.set_anchor = true, step.anchor = {.x = weight(), .anchor = weight(), .x0 = weight()};
    step.next = {.x = weight(), .x0 = weight(), .epsilon = weight()};
    if (i > 3) step.next.kept[random.below(3)] = weight();
    if (i > 0 && random.below(2)) step.next.anchor = weight();
    const step_noise noises[] = {{},
                                 {.kind = step_noise::source::scalar, .deviation = 0.3},
                                 {.kind = step_noise::source::learned},
                                 {.kind = step_noise::source::learned_range, .log_min = -3, .log_max = -1}};
    step.noise = noises[random.below(4)];
    step.keep_slot = i < 3 ? static_cast<int>(i) : static_cast<int>(random.below(4)) - 1;
    step.keep_x0 = random.below(2) != 0;
    plan.stages.push_back(step);
  }
  plan.stages[0].set_anchor = true;
  plan.stages[0].anchor = {.x = 1};
  return plan;
}

TEST(SolverState, RunsAnyPlanAsThePlainLoopsDo) {
  using backend = replay_backend<double>;
  const index_t images = 2, channels = 3, pixels = 5, n = images * channels * pixels;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const solver_plan plan = random_plan(seed);
    random_sequence random({seed, 1, 0});
    backend::start.clear(), backend::noise.clear();
    for (index_t i = 0; i < n; ++i) backend::start.push_back(random.uniform(-1, 1));
    for (index_t i = 0; i < n * 12; ++i) backend::noise.push_back(random.uniform(-1, 1));

    // First half of the channels: the prediction; second: the variance.
    const auto predict = [](double x, double t) { return std::cos(3 * x + t); };
    const auto vary = [](double x, double t) { return 0.5 + 0.5 * std::sin(x - t); };
    function_denoiser denoiser(prediction_type::epsilon, 2 * channels,
                               [&](cpu_context&, view<const double> x, double t, view<double> out) {
                                 for (index_t i = 0; i < n; ++i) {
                                   const index_t at = i / channels * 2 * channels + i % channels;
                                   out.data[at] = predict(x.data[i], t);
                                   out.data[at + channels] = vary(x.data[i], t);
                                 }
                               });
    trajectory_recorder<double> trajectory({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    cpu_context ctx(1);
    sample<backend>(ctx, denoiser, plan, {.extent = {images, pixels, 1, channels}}, {.trajectory = &trajectory});

    std::vector<double> start = backend::start;
    for (double& x : start) x *= plan.initial_scale;
    plan_execution<double> reference(start, images);
    std::vector<double> variance(start.size());
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
      const solver_stage& step = plan.stages[i];
      std::vector<double> output(start.size());
      for (std::size_t k = 0; k < start.size(); ++k) {
        if (!step.evaluate) continue;
        output[k] = predict(step.input_scale * reference.x()[k], step.timestep);
        variance[k] = vary(step.input_scale * reference.x()[k], step.timestep);
      }
      const auto noise = backend::noise.begin() + static_cast<std::ptrdiff_t>(i) * n;
      reference.advance(step, output, variance, std::vector<double>(noise, noise + n));
      const snapshot<double>& got = trajectory.snapshots()[i + 1];
      // Fused multiply-adds may round differently: 1e-16 a step on values of order 1.
      for (std::size_t k = 0; k < start.size(); ++k) {
        ASSERT_NEAR(got.x[k], reference.x()[k], 1e-12) << "plan " << seed << ", step " << i << ", element " << k;
        ASSERT_NEAR(got.x0[k], reference.x0()[k], 1e-12) << "plan " << seed << ", step " << i << ", element " << k;
      }
    }
  }
}

TEST(SolverState, RefusesACombinationOfTooManyRegistersOrOfOneThatWasNeverSet) {
  cpu_context ctx(1);
  function_denoiser denoiser(
      prediction_type::epsilon, 1,
      [](cpu_context&, view<const double> x, double, view<double> out) { std::copy_n(x.data, x.size(), out.data); });
  solver_plan plan;
  plan.stages.resize(1);
  plan.stages[0].next.kept[4] = 1;
  EXPECT_THROW(sample<cpu<double>>(ctx, denoiser, plan, {.extent = {1, 2, 2, 1}}), error);
}

}  // namespace
