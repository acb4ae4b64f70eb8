#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/lint.hpp"
#include "sfumato/diffusion/schedule/respaced.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace {

using namespace sfumato;

using composed = respaced<zero_terminal_snr<linear_beta>>;
static_assert(discrete_schedule<respaced<linear_beta>>);
static_assert(discrete_schedule<zero_terminal_snr<linear_beta>>);
static_assert(discrete_schedule<composed>);
static_assert(discrete_schedule<zero_terminal_snr<respaced<cosine>>>);

TEST(ZeroTerminalSnr, KeepsTheFirstTimestepAndEmptiesTheLast) {
  const linear_beta base;
  const zero_terminal_snr<linear_beta> schedule(base);
  EXPECT_NEAR(schedule.alpha(0), base.alpha(0), 1e-15);
  EXPECT_EQ(schedule.alpha(999), 0);
  EXPECT_EQ(snr(schedule, 999), 0);
  EXPECT_EQ(beta(schedule, 999), 1);
  EXPECT_GT(schedule.alpha(998.5), 0);
}

TEST(Respaced, HasTheNoiseLevelsOfTheTimestepsItVisitsAndTellsTheNetworkThose) {
  const linear_beta base;
  const respaced<linear_beta> schedule(base, steps(50, timestep_spacing::leading));
  EXPECT_EQ(schedule.train_timesteps(), 50);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(schedule.alpha(i), base.alpha(20 * i));
    EXPECT_EQ(network_time(schedule, i), 20 * i);
  }
  EXPECT_NEAR(beta(schedule, 7), 1 - alpha_bar(base, 140) / alpha_bar(base, 120), 1e-15);
  EXPECT_EQ(schedule.alpha(-1), 1);
  EXPECT_THROW(schedule.alpha(50), error);
}

TEST(Respaced, ComposesAndReachesThroughToTheFirstNumbering) {
  const composed schedule(zero_terminal_snr<linear_beta>(linear_beta()), steps(10, timestep_spacing::trailing));
  EXPECT_EQ(schedule.alpha(9), 0);
  EXPECT_EQ(network_time(schedule, 9), 999);
  const respaced<composed> twice(schedule, steps(5, timestep_spacing::trailing));
  EXPECT_EQ(network_time(twice, 4), 999);
  EXPECT_EQ(network_time(twice, 0), 199);
}

TEST(Respaced, GivesTheSamePlanAsTheTimestepsOfTheWholeSchedule) {
  const linear_beta base;
  const steps selection(25, timestep_spacing::linspace);
  const respaced<linear_beta> schedule(base, selection);
  const auto expect_same = [&](const auto& solver_value) {
    const solver_plan whole = solver_value.plan(base, selection.of(1000), prediction_type::epsilon);
    const solver_plan part = solver_value.plan(schedule, steps(25).of(25), prediction_type::epsilon);
    ASSERT_EQ(whole.stages.size(), part.stages.size());
    for (std::size_t i = 0; i < whole.stages.size(); ++i) {
      EXPECT_EQ(whole.stages[i].timestep, part.stages[i].timestep);
      EXPECT_EQ(whole.stages[i].next.x0, part.stages[i].next.x0);
      EXPECT_EQ(whole.stages[i].next.x, part.stages[i].next.x);
      EXPECT_EQ(whole.stages[i].noise.deviation, part.stages[i].noise.deviation);
    }
  };
  expect_same(ddpm{});
  expect_same(ddim{.eta = 0.5});
}

TEST(Lint, FindsTheToyScheduleSoundOnceItsBetasAreScaled) {
  const schedule_report scaled = lint(linear_beta(scaled_beta_range(200)));
  EXPECT_FALSE(scaled.leaky);
  EXPECT_NEAR(scaled.terminal_alpha_bar, 3e-5, 0.5e-5);
  EXPECT_EQ(scaled.first_noise_heavy, 51);

  const schedule_report unscaled = lint(linear_beta({.timesteps = 200}));
  EXPECT_TRUE(unscaled.leaky);
  EXPECT_NEAR(unscaled.terminal_alpha_bar, 0.13, 0.005);
  EXPECT_EQ(unscaled.first_noise_heavy, 117);
  EXPECT_EQ(unscaled.message.find('\n'), std::string::npos);
  EXPECT_NE(unscaled.message.find("leaky"), std::string::npos);
}

TEST(Lint, KnowsDecibels) {
  const linear_beta schedule(scaled_beta_range(200));
  EXPECT_NEAR(snr_db(schedule, 100), -11, 0.5);
  EXPECT_NEAR(snr_db(schedule, 150), -26, 0.5);
  EXPECT_EQ(lint(zero_terminal_snr<linear_beta>(linear_beta())).terminal_snr_db,
            -std::numeric_limits<double>::infinity());
}

TEST(Lint, RefusesOnlyLeakySchedules) {
  EXPECT_NO_THROW(require_not_leaky(linear_beta()));
  EXPECT_NO_THROW(require_not_leaky(cosine(200)));
  EXPECT_NO_THROW(require_not_leaky(zero_terminal_snr<linear_beta>(linear_beta({.timesteps = 50}))));
  EXPECT_THROW(require_not_leaky(linear_beta({.timesteps = 200})), error);
  EXPECT_FALSE(lint(linear_beta({.timesteps = 2})).first_noise_heavy.has_value());
}

}  // namespace
