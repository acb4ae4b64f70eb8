#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "golden_case.hpp"
#include "sfumato/diffusion/solver/execute.hpp"

namespace {

using namespace sfumato;

double max_abs(const std::vector<double>& values) {
  double result = 0;
  for (double value : values) result = std::max(result, std::abs(value));
  return result;
}

void expect_close(std::span<const double> got, const std::vector<double>& want, double tolerance, const char* what,
                  std::size_t step) {
  for (std::size_t i = 0; i < want.size(); ++i)
    ASSERT_NEAR(got[i], want[i], tolerance) << what << " of step " << step << ", element " << i;
}

/// The largest error of x against the double run, relative to the scale of the case.
double trajectory_error(const golden::sampler_case& c, const solver_plan& plan) {
  plan_execution<double> run(c.step_of(c.x_f64, 0), static_cast<index_t>(c.images));
  double error = 0;
  for (std::size_t i = 0; i < c.steps(); ++i) {
    std::vector<double> output, variance;
    for (double x : run.x()) {
      output.push_back(c.network(x, plan.stages[i].timestep));
      if (c.learned()) variance.push_back(c.network_variance(x));
    }
    run.advance(plan.stages[i], output, variance, c.noise.empty() ? output : c.step_of(c.noise, i));
    const std::vector<double> want = c.step_of(c.x_f64, i + 1);
    for (std::size_t k = 0; k < want.size(); ++k) error = std::max(error, std::abs(run.x()[k] - want[k]));
  }
  return error / c.row["max_abs_x"].get<double>();
}

TEST(GoldenTrajectories, TimestepsAreThoseOfTheReference) {
  golden::for_each_case(
      [](const golden::sampler_case& c) { EXPECT_EQ(c.timesteps, c.row["timesteps"].get<std::vector<double>>()); });
}

TEST(GoldenTrajectories, EveryStepAgreesGivenItsInputs) {
  golden::for_each_case([](const golden::sampler_case& c) {
    // Float32 rounding of the reference: rtol 1e-5, 1e-4 where 1 - alpha_bar cancels at t = 0 and 1 (golden/README.md).
    const double rtol = c.custom() ? 1e-4 : 1e-5;
    for (std::size_t i = 0; i < c.steps(); ++i) {
      plan_execution<double> run(c.step_of(c.x, i), static_cast<index_t>(c.images));
      const std::vector<double> output = c.learned() ? c.output_half(i, 0) : c.step_of(c.output, i);
      const std::vector<double> variance = c.learned() ? c.output_half(i, 1) : std::vector<double>();
      run.advance(c.plan.stages[i], output, variance, c.noise.empty() ? output : c.step_of(c.noise, i));
      const std::vector<double> want = c.step_of(c.x, i + 1), want_x0 = c.step_of(c.x0, i);
      expect_close(run.x(), want, rtol * std::max(1.0, max_abs(want)), "x", i);
      expect_close(run.x0(), want_x0, 10 * rtol * std::max(1.0, max_abs(want_x0)), "x0", i);
    }
  });
}

TEST(GoldenTrajectories, WholeTrajectoriesAgreeInDouble) {
  golden::for_each_case([](const golden::sampler_case& c) { EXPECT_LE(trajectory_error(c, c.plan), 1e-10); });
}

TEST(GoldenTrajectories, WholeTrajectoriesAgreeInFloat) {
  golden::for_each_case([](const golden::sampler_case& c) {
    const double scale = c.row["max_abs_x"];
    const double tolerance = std::max(20 * c.row["f32_vs_f64_max_abs"].get<double>(), 1e-5 * scale);
    const std::vector<double> start = c.step_of(c.x, 0);
    plan_execution<float> run(std::vector<float>(start.begin(), start.end()), static_cast<index_t>(c.images));
    for (std::size_t i = 0; i < c.steps(); ++i) {
      std::vector<float> output, variance, noise;
      for (float x : run.x()) {
        output.push_back(static_cast<float>(c.network(x, c.plan.stages[i].timestep)));
        variance.push_back(c.learned() ? static_cast<float>(c.network_variance(x)) : 0);
      }
      if (!c.noise.empty())
        for (double z : c.step_of(c.noise, i)) noise.push_back(static_cast<float>(z));
      run.advance(c.plan.stages[i], output, variance, noise);
      const std::vector<double> want = c.step_of(c.x_f64, i + 1);
      for (std::size_t k = 0; k < want.size(); ++k)
        ASSERT_NEAR(static_cast<double>(run.x()[k]), want[k], tolerance) << "step " << i << ", element " << k;
    }
  });
}

TEST(GoldenTrajectories, KnownWrongFormulasAreFarOff) {
  // alpha_t of training instead of A/P, the posterior mean with the wrong square root, and noise at the wrong scale:
  // each a mistake that a strided run shows at once.
  golden::for_each_case([](const golden::sampler_case& c) {
    if (c.row["scheduler"] != "DDPMScheduler" || c.config["variance_type"] != "fixed_small" || c.steps() > 19) return;
    solver_plan trained_alpha = c.plan, no_root = c.plan, variance_for_deviation = c.plan;
    for (std::size_t i = 0; i + 1 < c.steps(); ++i) {
      const double t = c.timesteps[i];
      const double a = 1 - beta(c.schedule, static_cast<index_t>(t)), rest = 1 - alpha_bar(c.schedule, t);
      const double to = alpha_bar(c.schedule, t - 1);
      trained_alpha.stages[i].next.x0 = std::sqrt(to) * (1 - a) / rest;
      trained_alpha.stages[i].next.x = std::sqrt(a) * (1 - to) / rest;
      no_root.stages[i].next.x *= no_root.stages[i].next.x;
      variance_for_deviation.stages[i].noise.deviation *= variance_for_deviation.stages[i].noise.deviation;
    }
    EXPECT_GT(trajectory_error(c, trained_alpha), 1e-3);
    EXPECT_GT(trajectory_error(c, no_root), 1e-3);
    EXPECT_GT(trajectory_error(c, variance_for_deviation), 1e-3);
  });
}

TEST(GoldenTrajectories, TheNextEntryDiffersFromTheGuessWhereStepsAreUneven) {
  golden::for_each_case([](const golden::sampler_case& c) {
    if (c.config["timestep_spacing"] != "linspace" || c.row["scheduler"] != "DDIMScheduler") return;
    const solver_plan next = ddim{}.plan(c.schedule, c.timesteps, c.prediction);
    EXPECT_GT(trajectory_error(c, next), 1e-4);
  });
}

}  // namespace
