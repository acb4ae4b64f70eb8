#include "sfumato/diffusion/solver/flow_euler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"

namespace {

using namespace sfumato;

static_assert(solver<flow_euler, straight_path>);

TEST(FlowEuler, MovesAlongTheVelocity) {
  const solver_plan plan = flow_euler{}.plan(straight_path(), {1, 0.6, 0.25}, prediction_type::flow);
  const std::vector<double> times = {1, 0.6, 0.25, 0};
  plan_execution<double> run({0.8}, 1);
  double x = 0.8;
  for (std::size_t i = 0; i < 3; ++i) {
    const double u = 0.3 - static_cast<double>(i);
    EXPECT_EQ(plan.stages[i].timestep, 1000 * times[i]);
    run.advance(plan.stages[i], std::vector<double>{u}, {}, {});
    x += (times[i + 1] - times[i]) * u;
    EXPECT_NEAR(run.x()[0], x, 1e-14);
  }
  EXPECT_EQ(plan.levels().back(), (noise_level{1, 0}));
}

TEST(FlowEuler, TakesTheVelocityFromAnyPredictionThatCanSayIt) {
  const straight_path schedule;
  const gaussian_mixture data{{{0.3, -0.5, 0.1}, {0.7, 0.4, 0.2}}};
  const auto end = [&](prediction_type prediction, const std::vector<double>& times) {
    return run_exactly(flow_euler{}.plan(schedule, times, prediction), schedule, data, prediction, 0.7, {}, 1000);
  };
  EXPECT_NEAR(end(prediction_type::sample, flow_times(8)), end(prediction_type::flow, flow_times(8)), 1e-12);
  const std::vector<double> later = {0.9, 0.5, 0.1};
  EXPECT_NEAR(end(prediction_type::epsilon, later), end(prediction_type::flow, later), 1e-12);
  EXPECT_THROW(end(prediction_type::epsilon, flow_times(8)), error) << "noise alone and epsilon say nothing of x0";
}

TEST(FlowEuler, OneStepGivesTheMeanOfTheData) {
  const gaussian_mixture data{{{0.3, -0.5, 0.1}, {0.7, 0.4, 0.2}}};
  const solver_plan plan = flow_euler{}.plan(straight_path(), flow_times(1), prediction_type::flow);
  EXPECT_NEAR(run_exactly(plan, straight_path(), data, prediction_type::flow, 1.7, {}, 1000), 0.13, 1e-12);
}

TEST(FlowEuler, IsForStraightPathsFromNoiseToImage) {
  EXPECT_THROW(flow_euler{}.plan(linear_beta(), {999, 500}, prediction_type::epsilon), error);
  EXPECT_THROW(flow_euler{}.plan(straight_path(), {0.5, 0.5}, prediction_type::flow), error);
  EXPECT_THROW(flow_euler{}.plan(straight_path(), {1.5}, prediction_type::flow), error);
  EXPECT_THROW(flow_euler{}.plan(straight_path(), {}, prediction_type::flow), error);
}

TEST(FlowTimes, AreEvenAndShiftTowardsTheNoise) {
  EXPECT_EQ(flow_times(4), (std::vector<double>{1, 0.75, 0.5, 0.25}));
  EXPECT_NEAR(flow_times(4, 3)[2], 0.75, 1e-15) << "3 x 0.5 / (1 + 2 x 0.5)";
  EXPECT_EQ(flow_times(4, 3)[0], 1);
  EXPECT_THROW(flow_times(0), error);
  EXPECT_THROW(flow_times(4, 0), error);
}

}  // namespace
