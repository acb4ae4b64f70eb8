#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
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

/// Outputs of the network at x, and of its second half, where there is one.
template <class T>
void evaluate(const golden::sampler_case& c, const solver_stage& stage, std::span<const T> x, std::vector<T>& output,
              std::vector<T>& variance) {
  output.clear(), variance.clear();
  for (const T value : x) {
    const double input = stage.input_scale * static_cast<double>(value);
    output.push_back(static_cast<T>(c.network(input, stage.timestep)));
    if (c.learned()) variance.push_back(static_cast<T>(c.network_variance(input)));
  }
}

/// The largest error of x after each call against the double run, relative to the scale of the case.
template <class T>
double trajectory_error(const golden::sampler_case& c, const solver_plan& plan) {
  const std::vector<double> start = c.call_of(c.x_f64, 0);
  plan_execution<T> run(std::vector<T>(start.begin(), start.end()), static_cast<index_t>(c.images));
  std::vector<T> output, variance;
  double error = 0;
  for (std::size_t i = 0; i < c.calls(); ++i) {
    const std::vector<double> drawn = c.noise_of(i);
    const std::vector<T> noise(drawn.begin(), drawn.end());
    for (std::size_t s = c.first_stages[i]; s < c.stages_end(i); ++s) {
      if (plan.stages[s].evaluate) evaluate<T>(c, plan.stages[s], run.x(), output, variance);
      run.advance(plan.stages[s], output, variance, noise);
    }
    const std::vector<double> want = c.call_of(c.x_f64, i + 1);
    for (std::size_t k = 0; k < want.size(); ++k)
      error = std::max(error, std::abs(static_cast<double>(run.x()[k]) - want[k]));
  }
  return error / c.row["max_abs_x"].get<double>();
}

TEST(GoldenTrajectories, TimestepsAreThoseOfTheReference) {
  golden::for_each_case([](const golden::sampler_case& c) {
    const auto want = c.row["timesteps"].get<std::vector<double>>();
    ASSERT_EQ(c.timesteps.size(), want.size());
    // Listed as float32; those of a Karras spacing come from logarithms in float32 (golden/README.md).
    const double tolerance = c.solver.choice.rounded ? 0 : c.solver.choice.sigmas ? 0.05 : 1e-3;
    for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(c.timesteps[i], want[i], tolerance) << "call " << i;
  });
}

TEST(GoldenTrajectories, SigmasAndTheFirstNoiseAreThoseOfTheReference) {
  golden::for_each_case([](const golden::sampler_case& c) {
    if (!c.row.contains("sigmas_f64") || c.row["sigmas_f64"].empty()) return;
    auto want = c.row["sigmas_f64"].get<std::vector<double>>();
    // Heun lists each inner sigma twice.
    if (c.row["scheduler"] == "HeunDiscreteScheduler") want.erase(std::unique(want.begin(), want.end()), want.end());
    ASSERT_LE(c.points.size(), want.size());
    for (std::size_t i = 0; i < c.points.size(); ++i)
      EXPECT_NEAR(c.points[i].ratio(), want[i], 1e-10 * std::max(1.0, want[i])) << "point " << i;
    if (c.plan.start.alpha != 1) return;  // in sigma the reference has one of two factors, by the spacing
    const double factor = c.row["init_noise_sigma"], ours = c.plan.initial_scale;
    EXPECT_NEAR(factor, c.config["timestep_spacing"] == "leading" ? ours : std::sqrt(ours * ours - 1), 1e-5 * factor);
  });
}

TEST(GoldenTrajectories, EveryStepAgreesGivenItsInputs) {
  golden::for_each_case([](const golden::sampler_case& c) {
    // Float32 rounding of the reference: rtol 1e-5, 1e-4 where 1 - alpha_bar cancels at t = 0 and 1, for order 3 and
    // for sigmas from logarithms (golden/README.md).
    const bool rough = c.custom() || c.solver.choice.sigmas || c.config.value("solver_order", 1) == 3;
    const double rtol = rough ? 1e-4 : 1e-5;
    plan_execution<double> run(c.call_of(c.x, 0), static_cast<index_t>(c.images));
    for (std::size_t i = 0; i < c.calls(); ++i) {
      const std::vector<double> given = c.call_of(c.x, i);
      std::copy(given.begin(), given.end(), run.x().begin());
      const std::vector<double> output = c.learned() ? c.output_half(i, 0) : c.call_of(c.output, i);
      const std::vector<double> variance = c.learned() ? c.output_half(i, 1) : std::vector<double>();
      for (std::size_t s = c.first_stages[i]; s < c.stages_end(i); ++s)
        run.advance(c.plan.stages[s], output, variance, c.noise_of(i));
      const std::vector<double> want = c.call_of(c.x, i + 1);
      // x' is a sum of terms of the size of x; sometimes of an x before it, which the whole trajectory's error shows.
      const double rounding = std::max(rtol * std::max({1.0, max_abs(want), max_abs(given)}),
                                       2 * c.row["f32_vs_f64_max_abs"].get<double>());
      expect_close(run.x(), want, rounding, "x", i);
      if (c.x0.empty()) continue;
      const std::vector<double> want_x0 = c.call_of(c.x0, i);
      expect_close(run.x0(), want_x0, 10 * rtol * std::max({1.0, max_abs(want_x0), max_abs(given)}), "x0", i);
    }
  });
}

TEST(GoldenTrajectories, WholeTrajectoriesAgreeInDouble) {
  const int cases = golden::for_each_case(
      [](const golden::sampler_case& c) { EXPECT_LE(trajectory_error<double>(c, c.plan), 1e-10); });
  std::printf("%d trajectories\n", cases);
}

TEST(GoldenTrajectories, WholeTrajectoriesAgreeInFloat) {
  golden::for_each_case([](const golden::sampler_case& c) {
    const double of_reference = c.row["f32_vs_f64_max_abs"].get<double>() / c.row["max_abs_x"].get<double>();
    EXPECT_LE(trajectory_error<float>(c, c.plan), std::max(20 * of_reference, 1e-5));
  });
}

TEST(GoldenTrajectories, KnownWrongFormulasAreFarOff) {
  // alpha_t of training instead of A/P, the posterior mean with the wrong square root, and noise at the wrong scale:
  // each a mistake that a strided run shows at once.
  golden::for_each_case([](const golden::sampler_case& c) {
    if (c.row["scheduler"] != "DDPMScheduler" || c.config["variance_type"] != "fixed_small" ||
        10 * c.calls() > c.config["num_train_timesteps"].get<std::size_t>())
      return;
    solver_plan trained_alpha = c.plan, no_root = c.plan, variance_for_deviation = c.plan;
    for (std::size_t i = 0; i + 1 < c.calls(); ++i) {
      const double t = c.timesteps[i];
      const double a = 1 - beta(c.schedule, static_cast<index_t>(t)), rest = 1 - alpha_bar(c.schedule, t);
      const double to = alpha_bar(c.schedule, t - 1);
      trained_alpha.stages[i].next.x0 = std::sqrt(to) * (1 - a) / rest;
      trained_alpha.stages[i].next.x = std::sqrt(a) * (1 - to) / rest;
      no_root.stages[i].next.x *= no_root.stages[i].next.x;
      variance_for_deviation.stages[i].noise.deviation *= variance_for_deviation.stages[i].noise.deviation;
    }
    EXPECT_GT(trajectory_error<double>(c, trained_alpha), 1e-3);
    EXPECT_GT(trajectory_error<double>(c, no_root), 1e-3);
    EXPECT_GT(trajectory_error<double>(c, variance_for_deviation), 1e-3);
  });
}

TEST(GoldenTrajectories, TheNextEntryDiffersFromTheGuessWhereStepsAreUneven) {
  golden::for_each_case([](const golden::sampler_case& c) {
    if (c.config["timestep_spacing"] != "linspace" || c.row["scheduler"] != "DDIMScheduler") return;
    const solver_plan next = ddim{}.plan(c.schedule, c.timesteps, c.prediction);
    EXPECT_GT(trajectory_error<double>(c, next), 1e-4);
  });
}

}  // namespace
