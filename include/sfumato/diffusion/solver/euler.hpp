#pragma once

#include <cstddef>
#include <vector>

#include "sfumato/diffusion/solver/churn.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Euler's method in sigma (Karras et al. 2022, algorithm 2 without its second order correction), where x = x_0 + sigma
/// z and dx/dsigma = epsilon:
///
///   x' = x + (sigma' - sigma) epsilon
///
/// Without churn it is DDIM with eta = 0.
struct euler {
  churn added = {};
  x0_correction correction = no_correction();
  path_end end = path_end::clean;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    const solver_path points = path_through(schedule, timesteps, end);
    return plan(points, churned_starts(schedule, points, added), prediction);
  }

  /// starts: where each step starts after churn; the points themselves if there is none.
  solver_plan plan(const solver_path& points, const solver_path& starts, prediction_type prediction) const {
    checked_path(points);
    solver_plan result = plan_in_sigma(points.front());
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const path_point& start = starts[i];
      const double sigma = start.ratio(), to = points[i + 1].ratio();
      solver_stage step = evaluation_in_sigma(start, prediction, correction);
      if (sigma > points[i].ratio()) result.stages.push_back(churn_stage(points[i], start, added));
      step.next.x = 1;
      step.next.epsilon = to - sigma;
      step.level = level_in_sigma(to);
      if (added.ask_first && sigma > points[i].ratio())
        ask_first(result.stages.back(), step, points[i], sigma, prediction);
      result.stages.push_back(step);
    }
    return result;
  }
  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    return plan(points, points, prediction);
  }

 private:
  /// The network answers at the point, the answer is used at the start; v is even converted with the point's sigma.
  static void ask_first(solver_stage& noise, solver_stage& step, const path_point& point, double sigma,
                        prediction_type prediction) {
    noise.evaluate = true;
    noise.input_scale = point.alpha;
    noise.map = step.map;
    step.evaluate = false;
    step.timestep = point.timestep;
    if (prediction == prediction_type::v_prediction) {
      step.map = evaluation_in_sigma(point, prediction).map;
      step.map.e_x = (1 - step.map.x0_x) / sigma;
      step.map.e_m = -step.map.x0_m / sigma;
    }
  }
};

}  // namespace sfumato
