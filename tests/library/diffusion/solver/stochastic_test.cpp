#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "tests/library/messages.hpp"

// What is to be right of a stochastic solver is the distribution it ends with. For normal data its mean and variance
// follow exactly from the response to each draw (moments_after).

namespace {

using namespace sfumato;

const linear_beta thousand;

/// The error of the variance, relative, after that many steps; the mean must be near.
template <class V>
double variance_error(const V& solver_value, index_t count, sigma_spacing spacing = sigma_spacing::exponential) {
  const solver_plan plan =
      solver_value.plan(thousand, sigma_steps{count, spacing}.of(thousand), prediction_type::epsilon);
  const auto [mean, variance] = moments_after(plan, thousand, normal_data, prediction_type::epsilon);
  EXPECT_NEAR(mean, 0.3, 0.03) << count << " steps";
  return std::abs(variance - 0.25) / 0.25;
}

/// The error falls as h^order, over 40, 80 and 160 steps.
template <class V>
void expect_weak_order(double order, const V& solver_value, const std::string& what) {
  const double coarse = variance_error(solver_value, 40), middle = variance_error(solver_value, 80),
               fine = variance_error(solver_value, 160);
  EXPECT_GT(std::log2(coarse / middle), order - 0.3) << what << ": " << coarse << ", then " << middle;
  EXPECT_GT(std::log2(middle / fine), order - 0.3) << what << ": " << middle << ", then " << fine;
  EXPECT_LT(fine, 0.1) << what;
}

TEST(StochasticSolvers, EndWithTheDistributionOfTheDataToTheirOrder) {
  expect_weak_order(1, euler_ancestral{}, "euler ancestral");
  expect_weak_order(1, ddim{.eta = 0.5, .correction = no_correction()}, "ddim with eta 0.5");
  expect_weak_order(1, dpm_solver{.order = 1, .sde = true}, "sde-dpm-solver++ 1");
  expect_weak_order(1.7, dpm_solver{.order = 2, .sde = true}, "sde-dpm-solver++ 2");
}

TEST(StochasticSolvers, OfHigherOrderAreCloser) {
  EXPECT_LT(variance_error(dpm_solver{.order = 2, .sde = true}, 40),
            variance_error(dpm_solver{.order = 1, .sde = true}, 40) / 3);
}

TEST(Churn, LeavesTheDistributionAsItIs) {
  const churn added{.amount = 10, .from = 0.05, .to = 50};
  for (const index_t count : {40, 160}) {
    EXPECT_LT(variance_error(heun{.added = added}, count, sigma_spacing::karras), count == 40 ? 0.1 : 0.02);
    EXPECT_LT(variance_error(euler{.added = added}, count, sigma_spacing::karras), count == 40 ? 0.3 : 0.1);
  }
}

TEST(Churn, GoesUpByTheNoiseItAddsAndNeverAboveTheSchedule) {
  const churn added{.amount = 100, .noise = 1.01};
  const solver_plan plan = euler{.added = added}.plan(thousand, steps(10).of(1000), prediction_type::epsilon);
  EXPECT_EQ(plan.steps(), 10);
  EXPECT_EQ(plan.evaluations(), 10);
  EXPECT_EQ(plan.stages.size(), 19u) << "the first step starts at the noisiest timestep already";
  const solver_stage &noise = plan.stages[1], &step = plan.stages[2];
  const double sigma = point_at(thousand, 899).ratio(), raised = std::sqrt(2.0) * sigma;
  EXPECT_FALSE(noise.evaluate || noise.completes_step);
  EXPECT_NEAR(noise.noise.deviation, 1.01 * std::sqrt(raised * raised - sigma * sigma), 1e-9);
  EXPECT_NEAR(point_at(thousand, step.timestep).ratio(), raised, 1e-9)
      << "the network is told the timestep of the noise that there is";
  const euler out_of_reach{.added = churn{.amount = 5, .from = 500}};
  EXPECT_EQ(out_of_reach.plan(thousand, steps(10).of(1000), prediction_type::epsilon).stages.size(), 10u);
}

TEST(Churn, RefusesWhatIsNoNumberAndARangeThatIsNone) {
  const auto said = [](const churn& added) {
    return sfumato_test::message_of(
        [&] { (void)heun{.added = added}.plan(thousand, {999}, prediction_type::epsilon); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {nan, -1.0}) {
    EXPECT_TRUE(sfumato_test::says(said({.amount = wrong}), {"churn", "amount", join("got ", wrong)}));
    EXPECT_TRUE(sfumato_test::says(said({.amount = 1, .noise = wrong}), {"churn", "noise"}));
    EXPECT_TRUE(sfumato_test::says(said({.amount = 1, .from = wrong}), {"churn", "from <= to"}));
    EXPECT_TRUE(sfumato_test::says(said({.amount = 1, .to = wrong}), {"churn", "from <= to"}));
  }
  EXPECT_TRUE(sfumato_test::says(said({.amount = 1, .from = 2, .to = 1}), {"churn", "got 2 and 1"}));
  EXPECT_EQ(said({.amount = 1, .from = 500}), "") << "a range without an upper end is one";
}

}  // namespace
