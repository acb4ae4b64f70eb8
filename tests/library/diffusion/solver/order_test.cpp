#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "../exact_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/flow_euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

// Orders of convergence: for normal data the flow is known in closed form, and the error of a solver of order p falls
// by 2^p where its steps are halved.

namespace {

using namespace sfumato;

constexpr double first_noise = 1.2;

/// Where the flow leads from x at a point: (x - alpha mean) / sqrt(alpha^2 deviation^2 + sigma^2) stays what it is.
double flow_to(const path_point& to, const path_point& from, double x) {
  const auto spread = [](const path_point& at) { return std::hypot(0.5 * at.alpha, at.sigma); };
  return to.alpha * 0.3 + spread(to) / spread(from) * (x - from.alpha * 0.3);
}

/// log2 of the ratio of the errors at `coarse` and at twice as many steps.
double order_at(const std::function<double(index_t)>& error_of, index_t coarse) {
  return std::log2(error_of(coarse) / error_of(2 * coarse));
}

/// From sigma 40 to 0.05, spaced as the solver likes it, the end no clean image: the last step to that would be of
/// order 1 for all.
template <class V>
double error_in_sigma(const V& solver_value, prediction_type prediction, sigma_spacing spacing, index_t steps) {
  static const linear_beta schedule;
  solver_path points;
  for (const double sigma : spaced_sigmas(spacing, steps + 1, 40, 0.05))
    points.push_back(point_at(schedule, time_of_sigma(schedule, sigma)));
  const solver_plan plan = solver_value.plan(points, prediction);
  const double scale = plan.start.alpha == 1 ? points.back().alpha : 1;  // x in sigma is larger by 1/alpha
  const double got = scale * run_exactly(plan, schedule, normal_data, prediction, first_noise);
  return std::abs(got - flow_to(points.back(), points.front(), first_noise));
}

template <class V>
void expect_order(double order, const V& solver_value, sigma_spacing spacing, const std::string& what) {
  for (auto prediction : trained_predictions) {
    const double got =
        order_at([&](index_t steps) { return error_in_sigma(solver_value, prediction, spacing, steps); }, 80);
    // Steps of the second kind still show at this size: up to a quarter of an order.
    EXPECT_NEAR(got, order, 0.25) << what << ", " << to_string(prediction);
  }
}

TEST(Order, OfEulerIsOneAndOfHeunTwo) {
  expect_order(1, euler{}, sigma_spacing::karras, "euler");
  expect_order(2, heun{}, sigma_spacing::karras, "heun");
}

TEST(Order, OfDpmSolverIsWhatItSays) {
  using rule = dpm_solver::second_order;
  for (auto form : {estimate_form::data, estimate_form::noise}) {
    const std::string name = form == estimate_form::data ? "data" : "noise";
    expect_order(1, dpm_solver{.order = 1, .form = form}, sigma_spacing::exponential, name);
    for (auto which : {rule::midpoint, rule::heun})
      expect_order(2, dpm_solver{.order = 2, .form = form, .rule = which}, sigma_spacing::exponential, name);
    // At these sizes the two first steps, of lower order, have not the say yet.
    const dpm_solver third{.order = 3, .form = form}, halved{.order = 3, .form = form, .half_curvature = true};
    const auto order_of = [&](const dpm_solver& solver_value) {
      return order_at(
          [&](index_t steps) {
            return error_in_sigma(solver_value, prediction_type::epsilon, sigma_spacing::exponential, steps);
          },
          40);
    };
    EXPECT_GT(order_of(third), 3) << name;
    EXPECT_NEAR(order_of(halved), 2, 0.25) << name << ": half of the curvature is as good as none";
  }
}

TEST(Order, OfUniPcIsOneAboveItsPredictors) {
  for (auto form : {estimate_form::data, estimate_form::noise})
    for (auto b : {unipc::b_function::bh1, unipc::b_function::bh2})
      for (int order : {1, 2, 3})
        expect_order(order + 1, unipc{.order = order, .b = b, .form = form, .lower_order_final = false},
                     sigma_spacing::exponential, join("unipc ", order, b == unipc::b_function::bh1 ? " bh1" : " bh2"));
}

TEST(Order, OfTheUniPcPredictorAloneIsThatOfDpmSolver) {
  std::vector<index_t> all;
  for (index_t i = 0; i < 200; ++i) all.push_back(i);
  for (int order : {1, 2})
    expect_order(order, unipc{.order = order, .lower_order_final = false, .uncorrected = all},
                 sigma_spacing::exponential, join("order ", order));
}

/// From t = 960 to 192 in even steps; the last of the plan, on to t = 0, is left out.
template <class V>
double error_in_time(const V& solver_value, prediction_type prediction, index_t steps) {
  static const linear_beta schedule;
  std::vector<double> list;
  for (index_t i = steps; i >= 0; --i)
    list.push_back(192 + 768.0 / static_cast<double>(steps) * static_cast<double>(i));
  solver_plan plan = solver_value.plan(schedule, list, prediction);
  plan.stages.pop_back();
  const double got = run_exactly(plan, schedule, normal_data, prediction, first_noise);
  return std::abs(got - flow_to(point_at(schedule, 192), point_at(schedule, 960), first_noise));
}

TEST(Order, OfDdimIsOneAndOfPndmTwo) {
  for (auto prediction : trained_predictions) {
    const auto order_of = [&](const auto& solver_value) {
      return order_at([&](index_t steps) { return error_in_time(solver_value, prediction, steps); }, 64);
    };
    EXPECT_NEAR(order_of(ddim{.correction = no_correction()}), 1, 0.25) << to_string(prediction);
    for (bool runge_kutta : {true, false})
      EXPECT_NEAR(order_of(pndm{.runge_kutta = runge_kutta}), 2, 0.25) << to_string(prediction) << " " << runge_kutta;
  }
  const pndm combined{.combine_outputs = true};
  const auto error = [&](index_t steps) { return error_in_time(combined, prediction_type::v_prediction, steps); };
  EXPECT_NEAR(order_at(error, 64), 1, 0.25) << "outputs of v combined as they are lose the order";
}

TEST(Order, OfEulerOnAStraightPathIsOne) {
  const straight_path schedule;
  for (auto prediction : {prediction_type::flow, prediction_type::sample}) {
    const auto error = [&](index_t steps) {
      const solver_plan plan = flow_euler{}.plan(schedule, flow_times(steps), prediction);
      const double got = run_exactly(plan, schedule, normal_data, prediction, first_noise, {}, 1000);
      return std::abs(got - flow_to({}, point_at(schedule, 1), first_noise));
    };
    EXPECT_NEAR(order_at(error, 80), 1, 0.25) << to_string(prediction);
    EXPECT_LT(error(160), 0.01);
  }
}

}  // namespace
