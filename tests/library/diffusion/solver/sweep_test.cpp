#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/lcm.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

// Every solver, on every spacing, number of steps and prediction type: finite and near the data, or refused by name.

namespace {

using namespace sfumato;

const gaussian_mixture narrow_modes{{{0.3, -0.5, 0.05}, {0.7, 0.4, 0.05}}};

/// The smallest alpha/sigma at which a solver starts.
constexpr double nothing = 0, some_signal = 1e-12, signal_of_pndm = 1e-3;

/// f(name, solver, the alpha/sigma that it needs).
template <class F>
void for_each_solver(F&& f) {
  for (const x0_correction& correction : {no_correction(), clip_x0(), threshold_x0()}) {
    for (double eta : {0.0, 1.0})
      for (bool rederive : {false, true})
        f("ddim", ddim{.eta = eta, .correction = correction, .rederive_epsilon = rederive}, nothing);
    for (bool runge_kutta : {true, false})
      f("pndm", pndm{.correction = correction, .runge_kutta = runge_kutta}, signal_of_pndm);
    f("euler", euler{.correction = correction}, some_signal);
    f("heun", heun{.correction = correction}, some_signal);
    f("euler ancestral", euler_ancestral{.correction = correction}, some_signal);
    for (int order : {1, 2, 3}) {
      f("dpm-solver++", dpm_solver{.order = order, .correction = correction}, nothing);
      f("unipc", unipc{.order = order, .correction = correction}, some_signal);
    }
  }
  for (auto variance : {ddpm_variance::fixed_small, ddpm_variance::fixed_small_log, ddpm_variance::fixed_large,
                        ddpm_variance::fixed_large_log})
    f("ddpm", ddpm{.variance = variance}, nothing);
  f("euler, churn", euler{.added = {.amount = 10}}, some_signal);
  f("heun, churn", heun{.added = {.amount = 10}}, some_signal);
  for (int order : {1, 2, 3}) f("dpm-solver", dpm_solver{.order = order, .form = estimate_form::noise}, some_signal);
  for (int order : {1, 2}) f("sde-dpm-solver++", dpm_solver{.order = order, .sde = true}, nothing);
  f("dpm-solver++ heun", dpm_solver{.rule = dpm_solver::second_order::heun}, nothing);
  f("unipc bh1", unipc{.b = unipc::b_function::bh1}, some_signal);
  f("unipc, noise form", unipc{.form = estimate_form::noise}, some_signal);
  f("lcm", lcm{}, nothing);
}

bool spacing_in_sigma(const std::string& spacing) { return spacing == "karras" || spacing == "exponential"; }

/// near: from this number of steps on the end must be near a mode.
template <class S>
void sweep(const char* name, const S& schedule, const std::vector<double>& list, const std::string& spacing,
           std::size_t near) {
  const path_point start = point_at(schedule, list.front());
  for (const prediction_type prediction : trained_predictions)
    for_each_solver([&](const char* what, const auto& solver_value, double needed) {
      const std::string title = join(name, " ", what, " ", spacing, " S=", list.size(), " ", prediction);
      const double signal = start.alpha / start.sigma;
      const bool uneven = list.size() > 2 && needed == signal_of_pndm && spacing_in_sigma(spacing);
      const bool hopeless = uneven || signal < needed || (signal == 0 && prediction == prediction_type::epsilon);
      try {
        const solver_plan plan = solver_value.plan(schedule, list, prediction);
        EXPECT_FALSE(hopeless) << title;
        EXPECT_EQ(plan.steps(), static_cast<index_t>(list.size())) << title;
        const std::vector<noise_level> levels = plan.levels();
        EXPECT_EQ(levels.back(), (noise_level{1, 0})) << title;
        for (std::size_t i = 1; i < list.size(); ++i) {
          const path_point there = point_at(schedule, list[i]);
          const noise_level level = levels[i];
          ASSERT_NEAR(level.sigma * there.alpha, level.alpha * there.sigma, 1e-9 * std::max(level.sigma, level.alpha))
              << title << ": the level at point " << i;
        }
        EXPECT_EQ(plan.stages.back().noise.kind, step_noise::source::none) << title << ": noise in the last stage";
        for (double z : {-1.5, 0.2, 1.5}) {
          const double end = run_exactly(plan, schedule, narrow_modes, prediction, z);
          ASSERT_TRUE(std::isfinite(end)) << title;
          if (list.size() >= near) {
            EXPECT_NEAR(end, end < 0 ? -0.5 : 0.4, 0.25) << title;
          }
        }
      } catch (const error& e) {
        EXPECT_TRUE(hopeless) << title << ": " << e.what();
        const std::string words = e.what();
        EXPECT_TRUE(words.find("zero terminal SNR") != words.npos || (uneven && words.find("evenly") != words.npos))
            << title << ": " << words;
      }
    });
}

template <class S>
void sweep_spacings(const char* name, const S& schedule, const std::vector<index_t>& counts, std::size_t near) {
  for (auto spacing : {timestep_spacing::leading, timestep_spacing::trailing, timestep_spacing::linspace})
    for (const index_t count : counts)
      sweep(name, schedule, steps(count, spacing).of(schedule.train_timesteps()), std::string(to_string(spacing)),
            near);
  for (auto spacing : {sigma_spacing::karras, sigma_spacing::exponential})
    for (const index_t count : counts)
      sweep(name, schedule, sigma_steps{count, spacing}.of(schedule), std::string(to_string(spacing)), near);
}

TEST(Sweep, EveryCombinationIsFiniteAndNearTheDataOrRefusedByName) {
  const std::vector<index_t> counts = {1, 2, 3, 7, 50, 199};
  sweep_spacings("scaled linear", linear_beta(scaled_beta_range(200)), counts, 50);
  sweep_spacings("cosine", cosine(200), counts, 50);
  sweep_spacings("zero terminal", zero_terminal_snr<linear_beta>(linear_beta(scaled_beta_range(200))), counts, 50);
}

TEST(Sweep, EveryNumberOfStepsIsFiniteAndNearTheDataOrRefusedByName) {
  std::vector<index_t> counts;
  for (index_t count = 1; count <= 30; ++count) counts.push_back(count);
  sweep_spacings("30 timesteps", linear_beta(scaled_beta_range(30)), counts, 25);
}

TEST(OneStep, WithTheUsualSpacingGivesTheMeanOfTheData) {
  // From the noisiest timestep, where x says next to nothing of the image: alpha = 0.0064, and the estimate moves from
  // the mean by about alpha z times the variance of the data, 0.17.
  const linear_beta schedule;
  const double mean = 0.3 * -0.5 + 0.7 * 0.4;
  for_each_solver([&](const char* what, const auto& solver_value, double) {
    if (std::string(what) == "lcm") return;  // mixes x into its first estimate; that of noise alone is not the mean
    const solver_plan plan = solver_value.plan(schedule, steps(1).of(1000), prediction_type::epsilon);
    EXPECT_EQ(plan.stages.back().timestep, 999) << what;
    for (double z : {-2.0, 0.0, 2.0})
      EXPECT_NEAR(run_exactly(plan, schedule, narrow_modes, prediction_type::epsilon, z), mean, 0.005) << what;
  });
}

TEST(OneStep, OfAnEpsilonPredictionToldTimestepZeroLeavesTheNoise) {
  const linear_beta schedule;
  const solver_plan plan = ddim{.correction = no_correction()}.plan(
      schedule, steps(1, timestep_spacing::leading).of(1000), prediction_type::epsilon);
  EXPECT_GT(std::abs(run_exactly(plan, schedule, narrow_modes, prediction_type::epsilon, 2)), 1.5)
      << "which is why trailing spacing is the usual one";
}

}  // namespace
