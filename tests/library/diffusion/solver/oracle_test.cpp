#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/execute.hpp"

namespace {

using namespace sfumato;

constexpr timestep_spacing all_spacings[] = {timestep_spacing::leading, timestep_spacing::trailing,
                                             timestep_spacing::linspace};
constexpr prediction_type all_predictions[] = {prediction_type::epsilon, prediction_type::sample,
                                               prediction_type::v_prediction};

/// Runs a plan on one pixel from x, with z = 0 for all noise, and the exact denoiser of the data.
template <class S>
double run(const solver_plan& plan, const S& schedule, const gaussian_mixture& data, prediction_type prediction,
           double x) {
  plan_execution<double> execution({x}, 1);
  const std::vector<double> no_noise = {0};
  for (const solver_stage& step : plan.stages) {
    const double alpha = schedule.alpha(step.timestep), sigma = schedule.sigma(step.timestep);
    execution.advance(step, std::vector<double>{data.predict(prediction, execution.x()[0], alpha, sigma)}, {},
                      no_noise);
  }
  return execution.x()[0];
}

TEST(DdimOnAnExactDenoiser, FollowsTheProbabilityFlowToTheDataWithOrderOne) {
  const linear_beta schedule;
  const double mean = 0.3, deviation = 0.5, start = 1.2;
  const gaussian_mixture data{{{1, mean, deviation}}};
  // For normal data the flow is known: (x - alpha mean) / sqrt(alpha^2 deviation^2 + sigma^2) stays what it is.
  const double alpha = schedule.alpha(999), sigma = schedule.sigma(999);
  const double exact =
      mean + deviation * (start - alpha * mean) / std::sqrt(alpha * alpha * deviation * deviation + sigma * sigma);
  for (prediction_type prediction : all_predictions) {
    std::vector<double> errors;
    for (index_t count : {25, 50, 100, 200}) {
      const solver_plan plan = ddim{.correction = no_correction()}.plan(
          schedule, steps(count, timestep_spacing::trailing).of(1000), prediction);
      errors.push_back(std::abs(run(plan, schedule, data, prediction, start) - exact));
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
    EXPECT_NEAR(run(plan, schedule, data, prediction_type::epsilon, x), x < 0 ? -0.6 : 0.6, 0.05);
}

/// Mean and variance of the pixel after a plan without correction, from x ~ N(0,1), for data ~ N(mean, deviation^2):
/// every step is affine in x, so both follow exactly.
template <class S>
std::pair<double, double> distribution_after(const solver_plan& plan, const S& schedule, const gaussian_mixture& data) {
  double mean = 0, variance = 1;
  for (const solver_stage& step : plan.stages) {
    const double alpha = schedule.alpha(step.timestep), sigma = schedule.sigma(step.timestep);
    const auto stepped = [&](double x) {
      const double m = data.predict(prediction_type::epsilon, x, alpha, sigma);
      return step.next.x * x + step.next.x0 * (step.map.x0_x * x + step.map.x0_m * m) +
             step.next.epsilon * (step.map.e_x * x + step.map.e_m * m);
    };
    const double slope = stepped(1) - stepped(0);
    mean = stepped(mean);
    variance = slope * slope * variance + step.noise.deviation * step.noise.deviation;
  }
  return {mean, variance};
}

TEST(DdpmOnAnExactDenoiser, EndsWithTheDistributionOfTheData) {
  const linear_beta schedule;
  const double mean = 0.3, deviation = 0.5, variance = deviation * deviation;
  const gaussian_mixture data{{{1, mean, deviation}}};
  const auto after = [&](ddpm_variance kind, index_t count) {
    const solver_plan plan = ddpm{.variance = kind, .correction = no_correction()}.plan(
        schedule, steps(count, timestep_spacing::trailing).of(1000), prediction_type::epsilon);
    return distribution_after(plan, schedule, data);
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
  const double variance = distribution_after(plan, schedule, data).second;
  EXPECT_GT(std::abs(variance - 0.25) / 0.25, 0.5);
}

/// Every solver, on every spacing, number of steps and prediction type: finite and near the data, or refused by name.
template <class S>
void sweep(const char* name, const S& schedule, bool zero_terminal) {
  const gaussian_mixture data{{{0.3, -0.5, 0.05}, {0.7, 0.4, 0.05}}};
  const auto check = [&](const std::string& what, const auto& solver_value, timestep_spacing spacing, index_t count,
                         prediction_type prediction) {
    const std::string title = join(name, " ", what, " ", spacing, " S=", count, " ", prediction);
    const std::vector<double> list = steps(count, spacing).of(schedule.train_timesteps());
    const bool hopeless = zero_terminal && prediction == prediction_type::epsilon &&
                          list.front() == static_cast<double>(schedule.train_timesteps() - 1);
    try {
      const solver_plan plan = solver_value.plan(schedule, list, prediction);
      EXPECT_FALSE(hopeless) << title;
      for (double x : {-1.5, 0.2, 1.5}) {
        const double end = run(plan, schedule, data, prediction, x);
        ASSERT_TRUE(std::isfinite(end)) << title;
        if (count >= 50) {
          EXPECT_NEAR(end, end < 0 ? -0.5 : 0.4, 0.25) << title;
        }
      }
    } catch (const error& e) {
      EXPECT_TRUE(hopeless) << title << ": " << e.what();
      EXPECT_NE(std::string(e.what()).find("zero terminal SNR"), std::string::npos) << title << ": " << e.what();
    }
  };
  for (timestep_spacing spacing : all_spacings)
    for (index_t count : {1, 2, 3, 7, 50, 199, 200})
      for (prediction_type prediction : all_predictions) {
        for (const x0_correction& correction : {no_correction(), clip_x0(), threshold_x0()})
          for (double eta : {0.0, 1.0})
            for (bool rederive : {false, true})
              check("ddim", ddim{.eta = eta, .correction = correction, .rederive_epsilon = rederive}, spacing, count,
                    prediction);
        for (auto variance : {ddpm_variance::fixed_small, ddpm_variance::fixed_small_log, ddpm_variance::fixed_large,
                              ddpm_variance::fixed_large_log})
          check("ddpm", ddpm{.variance = variance}, spacing, count, prediction);
      }
}

TEST(Sweep, EveryCombinationIsFiniteAndNearTheDataOrRefusedByName) {
  sweep("scaled linear", linear_beta(scaled_beta_range(200)), false);
  sweep("cosine", cosine(200), false);
  sweep("zero terminal", zero_terminal_snr<linear_beta>(linear_beta(scaled_beta_range(200))), true);
}

}  // namespace
