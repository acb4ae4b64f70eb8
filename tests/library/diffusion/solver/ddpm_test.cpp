#include "sfumato/diffusion/solver/ddpm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../golden_schedule.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"

namespace {

using namespace sfumato;

static_assert(solver<ddpm, linear_beta> && solver<ddim, linear_beta>);

TEST(DdpmVariance, AgreesWithTheReference) {
  for (const auto& row : golden::json("schedules.json")["ddpm_variance"]) {
    const alpha_bar_table schedule = golden::schedule(row);
    for (std::size_t i = 0; i < row["t"].size(); ++i) {
      const double t = row["t"][i], to = std::max(row["prev_t"][i].get<double>(), -1.0);
      SCOPED_TRACE("t = " + std::to_string(t) + " to " + std::to_string(to));
      const double from_sigma = schedule.sigma(t), to_sigma = schedule.sigma(to);
      const transition step{t, alpha_bar(schedule, t), from_sigma * from_sigma, alpha_bar(schedule, to),
                            to_sigma * to_sigma};
      const auto deviation = [&](ddpm_variance variance) { return ddpm_noise(variance, step).deviation; };
      const double small = deviation(ddpm_variance::fixed_small), large = deviation(ddpm_variance::fixed_large);
      EXPECT_NEAR(small * small, row["fixed_small_f64"][i].get<double>(), 1e-12);
      EXPECT_NEAR(large * large, row["fixed_large_f64"][i].get<double>(), 1e-12);
      EXPECT_NEAR(deviation(ddpm_variance::fixed_small_log), row["fixed_small_log_f64"][i].get<double>(), 1e-12);
      EXPECT_EQ(deviation(ddpm_variance::fixed_large_log), large);
      const step_noise range = ddpm_noise(ddpm_variance::learned_range, step);
      EXPECT_NEAR(std::exp(range.log_min / 2), small, 1e-14);
      EXPECT_NEAR(std::exp(range.log_max / 2), large, 1e-14);
    }
  }
}

TEST(Ddpm, AddsNoNoiseOnTheStepToTheCleanImage) {
  const linear_beta schedule;
  for (auto spacing : {timestep_spacing::leading, timestep_spacing::trailing, timestep_spacing::linspace})
    for (auto variance : {ddpm_variance::fixed_small, ddpm_variance::fixed_small_log, ddpm_variance::fixed_large,
                          ddpm_variance::fixed_large_log, ddpm_variance::learned, ddpm_variance::learned_range}) {
      const solver_plan plan =
          ddpm{.variance = variance}.plan(schedule, steps(10, spacing).of(1000), prediction_type::epsilon);
      EXPECT_EQ(plan.stages.back().noise.kind, step_noise::source::none);
      EXPECT_NEAR(plan.stages.back().next.x0, 1, 1e-12);
      EXPECT_EQ(plan.stages.back().next.x, 0);
      EXPECT_NE(plan.stages.front().noise.kind, step_noise::source::none);
    }
}

TEST(Ddpm, WithEveryStepUsesTheAlphasOfTraining) {
  const linear_beta schedule(scaled_beta_range(200));
  const solver_plan plan = ddpm{}.plan(schedule, steps(200).of(200), prediction_type::epsilon);
  const double t = 120, b = beta(schedule, 120), a = 1 - b;
  const solver_stage& step = plan.stages[79];
  ASSERT_EQ(step.timestep, t);
  EXPECT_NEAR(step.next.x0, schedule.alpha(t - 1) * b / (1 - alpha_bar(schedule, t)), 1e-14);
  EXPECT_NEAR(step.next.x, std::sqrt(a) * (1 - alpha_bar(schedule, t - 1)) / (1 - alpha_bar(schedule, t)), 1e-14);
}

TEST(Ddpm, ReadsOneListAndGuessesOnlyWhenAsked) {
  const linear_beta schedule;
  const std::vector<double> list = {900, 500, 10};
  const solver_plan next = ddpm{}.plan(schedule, list, prediction_type::epsilon);
  const solver_plan guess = ddpm{.previous = previous_timestep::guessed}.plan(schedule, list, prediction_type::epsilon);
  EXPECT_EQ(next.stages[0].level.alpha, std::sqrt(alpha_bar(schedule, 500)));
  EXPECT_EQ(guess.stages[0].level.alpha, std::sqrt(alpha_bar(schedule, 900 - 333)));
  EXPECT_EQ(guess.stages[2].level.alpha, 1);
}

TEST(Ddim, WithEtaOneIsDdpmWithFixedSmallVariance) {
  for (auto prediction : {prediction_type::epsilon, prediction_type::sample, prediction_type::v_prediction})
    for (index_t count : {7, 50, 200}) {
      const linear_beta schedule(scaled_beta_range(200));
      const std::vector<double> list = steps(count).of(200);
      const solver_plan implicit = ddim{.eta = 1, .correction = no_correction()}.plan(schedule, list, prediction);
      const solver_plan ancestral = ddpm{.correction = no_correction()}.plan(schedule, list, prediction);
      for (std::size_t i = 0; i < list.size(); ++i) {
        const solver_stage& a = implicit.stages[i];
        const solver_stage& b = ancestral.stages[i];
        // Both as linear maps of x and the network's output; weights reach 1/alpha(T) = 180, rounding 1e-16 of that.
        const auto on_x = [](const solver_stage& s) {
          return s.next.x + s.next.x0 * s.map.x0_x + s.next.epsilon * s.map.e_x;
        };
        const auto on_output = [](const solver_stage& s) {
          return s.next.x0 * s.map.x0_m + s.next.epsilon * s.map.e_m;
        };
        EXPECT_NEAR(on_x(a), on_x(b), 1e-12);
        EXPECT_NEAR(on_output(a), on_output(b), 1e-12);
        EXPECT_NEAR(a.noise.deviation, b.noise.deviation, 1e-12);
      }
    }
}

TEST(Ddim, EtaZeroDrawsNothingAndTheLastStepNeverDoes) {
  const linear_beta schedule;
  for (const solver_stage& step : ddim{}.plan(schedule, steps(20).of(1000), prediction_type::epsilon).stages)
    EXPECT_EQ(step.noise.kind, step_noise::source::none);
  const solver_plan noisy =
      ddim{.eta = 1}.plan(schedule, steps(20, timestep_spacing::trailing).of(1000), prediction_type::epsilon);
  EXPECT_EQ(noisy.stages.back().noise.kind, step_noise::source::none);
}

TEST(Ddim, EndsAtTheFirstTimestepWhenAlphaIsNotSetToOne) {
  const linear_beta schedule;
  const solver_plan plan = ddim{.set_alpha_to_one = false}.plan(schedule, steps(20).of(1000), prediction_type::epsilon);
  EXPECT_NEAR(plan.stages.back().level.alpha, schedule.alpha(0), 1e-15);
}

TEST(Solvers, RefuseWhatCannotBe) {
  const linear_beta schedule;
  const zero_terminal_snr<linear_beta> zero(schedule);
  const std::vector<double> from_the_end = steps(10, timestep_spacing::trailing).of(1000);
  EXPECT_THROW(ddpm{}.plan(zero, from_the_end, prediction_type::epsilon), error);
  EXPECT_THROW(ddim{}.plan(zero, from_the_end, prediction_type::epsilon), error);
  EXPECT_NO_THROW(ddim{}.plan(zero, steps(10, timestep_spacing::leading).of(1000), prediction_type::epsilon));
  EXPECT_THROW(ddim{.eta = 1.5}.plan(schedule, from_the_end, prediction_type::epsilon), error);
  EXPECT_THROW(ddim{.eta = -0.1}.plan(schedule, from_the_end, prediction_type::epsilon), error);
  EXPECT_THROW(ddpm{}.plan(schedule, {10, 20}, prediction_type::epsilon), error);
  EXPECT_THROW(parse_ddpm_variance("fixed"), error);
}

}  // namespace
