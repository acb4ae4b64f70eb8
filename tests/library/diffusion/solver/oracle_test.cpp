#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace {

using namespace sfumato;

TEST(DdimOnAnExactDenoiser, FollowsTheProbabilityFlowToTheDataWithOrderOne) {
  const linear_beta schedule;
  const double mean = 0.3, deviation = 0.5, start = 1.2;
  const gaussian_mixture data{{{1, mean, deviation}}};
  // For normal data the flow is known: (x - alpha mean) / sqrt(alpha^2 deviation^2 + sigma^2) stays what it is.
  const double alpha = schedule.alpha(999), sigma = schedule.sigma(999);
  const double exact =
      mean + deviation * (start - alpha * mean) / std::sqrt(alpha * alpha * deviation * deviation + sigma * sigma);
  for (prediction_type prediction : trained_predictions) {
    std::vector<double> errors;
    for (index_t count : {25, 50, 100, 200}) {
      const solver_plan plan = ddim{.correction = no_correction()}.plan(
          schedule, steps(count, timestep_spacing::trailing).of(1000), prediction);
      errors.push_back(std::abs(run_exactly(plan, schedule, data, prediction, start) - exact));
    }
    for (std::size_t i = 1; i < errors.size(); ++i) {
      const double order = std::log2(errors[i - 1] / errors[i]);
      EXPECT_GT(order, 0.8) << to_string(prediction) << ", error " << errors[i - 1] << " then " << errors[i];
      EXPECT_LT(order, 1.3) << to_string(prediction) << ", error " << errors[i - 1] << " then " << errors[i];
    }
    EXPECT_LT(errors.back(), 0.01);
  }
}

TEST(DdimOnAnExactDenoiser, EndsAtTheModesOfAMixture) {
  const linear_beta schedule;
  const gaussian_mixture data{{{0.5, -0.6, 0.01}, {0.5, 0.6, 0.01}}};
  const solver_plan plan =
      ddim{}.plan(schedule, steps(50, timestep_spacing::trailing).of(1000), prediction_type::epsilon);
  for (double x : {-2.0, -0.5, 0.5, 2.0})
    EXPECT_NEAR(run_exactly(plan, schedule, data, prediction_type::epsilon, x), x < 0 ? -0.6 : 0.6, 0.05);
}

TEST(DdpmOnAnExactDenoiser, EndsWithTheDistributionOfTheData) {
  const linear_beta schedule;
  const double mean = 0.3, deviation = 0.5, variance = deviation * deviation;
  const gaussian_mixture data{{{1, mean, deviation}}};
  const auto after = [&](ddpm_variance kind, index_t count) {
    const solver_plan plan = ddpm{.variance = kind, .correction = no_correction()}.plan(
        schedule, steps(count, timestep_spacing::trailing).of(1000), prediction_type::epsilon);
    return moments_after(plan, schedule, data, prediction_type::epsilon);
  };
  for (ddpm_variance kind : {ddpm_variance::fixed_small, ddpm_variance::fixed_large}) {
    double before = 1;
    for (index_t count : {50, 200, 1000}) {
      const auto [got_mean, got_variance] = after(kind, count);
      const double error = std::abs(got_variance - variance) / variance;
      EXPECT_NEAR(got_mean, mean, 0.02) << to_string(kind) << " " << count;
      EXPECT_LT(error, before) << to_string(kind) << " " << count;
      before = error;
    }
    EXPECT_LT(before, 0.02) << to_string(kind);
  }
  // The two variances bracket the right one (Ho et al. 2020, section 3.2).
  EXPECT_LT(after(ddpm_variance::fixed_small, 50).second, variance);
  EXPECT_GT(after(ddpm_variance::fixed_large, 50).second, variance);
}

TEST(DdpmOnAnExactDenoiser, WithTheAlphasOfTrainingInAStridedRunMissesTheData) {
  const linear_beta schedule;
  const gaussian_mixture data{{{1, 0.3, 0.5}}};
  solver_plan plan = ddpm{.correction = no_correction()}.plan(schedule, steps(50).of(1000), prediction_type::epsilon);
  for (solver_stage& step : plan.stages) {
    const double t = step.timestep, a = 1 - beta(schedule, static_cast<index_t>(t)), rest = 1 - alpha_bar(schedule, t);
    step.next.x0 = schedule.alpha(t - 1) * (1 - a) / rest;
    step.next.x = std::sqrt(a) * (1 - alpha_bar(schedule, t - 1)) / rest;
    step.noise.deviation = std::sqrt((1 - alpha_bar(schedule, t - 1)) / rest * (1 - a));
  }
  const double variance = moments_after(plan, schedule, data, prediction_type::epsilon).second;
  EXPECT_GT(std::abs(variance - 0.25) / 0.25, 0.5);
}

}  // namespace
