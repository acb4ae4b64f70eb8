#include "sfumato/diffusion/solver/lcm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"

namespace {

using namespace sfumato;

static_assert(solver<lcm, linear_beta>);

TEST(Lcm, StepsAreTheEquationsOfThePaper) {
  const linear_beta schedule;
  const solver_plan plan = lcm{}.plan(schedule, {999, 499}, prediction_type::epsilon);
  const double x = 0.7, m = -0.4, z = 1.3;
  plan_execution<double> run({x}, 1);
  run.advance(plan.stages[0], std::vector<double>{m}, {}, std::vector<double>{z});
  const double alpha = schedule.alpha(999), sigma = schedule.sigma(999), t = 9990;
  const double skip = 0.25 / (t * t + 0.25), out = t / std::sqrt(t * t + 0.25);
  const double clean = skip * x + out * (x - sigma * m) / alpha;
  EXPECT_NEAR(run.x()[0], schedule.alpha(499) * clean + schedule.sigma(499) * z, 1e-12);
  EXPECT_EQ(plan.stages[1].noise.kind, step_noise::source::none) << "the last step adds no noise";
  EXPECT_EQ(plan.levels().back(), (noise_level{1, 0}));
}

TEST(Lcm, LeavesAnImageAtTimestepZeroAsItIs) {
  // Consistency: f(x, 0) = x.
  const solver_plan plan = lcm{}.plan(linear_beta(), {0}, prediction_type::sample);
  EXPECT_EQ(plan.stages[0].next.x, 1);
  EXPECT_EQ(plan.stages[0].next.x0, 0);
}

TEST(Lcm, EndsWithTheMeanForANetworkThatAlwaysSaysSo) {
  // Data of one point: every jump lands on it, up to c_skip = 2.5e-9 of x at t = 999, 1e-5 at 19 times 10.
  const linear_beta schedule;
  const gaussian_mixture point{{{1, 0.3, 1e-6}}};
  const solver_plan plan = lcm{}.plan(schedule, lcm_timesteps(1000, 4), prediction_type::epsilon);
  EXPECT_NEAR(run_exactly(plan, schedule, point, prediction_type::epsilon, 1.5, {1, -1, 2}), 0.3, 1e-4);
}

TEST(Lcm, TimestepsAreThoseItWasDistilledOn) {
  EXPECT_EQ(lcm_timesteps(1000, 4), (std::vector<double>{999, 759, 499, 259}));
  EXPECT_EQ(lcm_timesteps(1000, 1), (std::vector<double>{999}));
  EXPECT_EQ(lcm_timesteps(1000, 50).back(), 19);
  EXPECT_THROW(lcm_timesteps(1000, 51), error);
  EXPECT_THROW(lcm_timesteps(1000, 0), error);
  EXPECT_THROW(lcm_timesteps(20, 1), error);
  EXPECT_THROW(lcm{.data_deviation = 0}.plan(linear_beta(), {999}, prediction_type::epsilon), error);
}

}  // namespace
