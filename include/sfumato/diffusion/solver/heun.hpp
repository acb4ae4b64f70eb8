#pragma once

#include <cstddef>
#include <vector>

#include "sfumato/diffusion/solver/churn.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Heun's method in sigma (Karras et al. 2022, algorithms 1 and 2), of second order: an Euler step, then a second one
/// from the same x with the mean of both slopes. With x = x_0 + sigma z and dx/dsigma = epsilon:
///
///   y = x + (sigma' - sigma) epsilon(x, sigma)
///   x' = x + (sigma' - sigma) (epsilon(x, sigma) + epsilon(y, sigma')) / 2
///
/// A step to sigma' = 0, where there is no epsilon, stays at y. S steps take 2S - 1 evaluations.
struct heun {
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
    require(!added.ask_first, error_kind::value, "heun: churn with ask_first is of euler alone");
    solver_plan result = plan_in_sigma(points.front());
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const path_point& end_point = points[i + 1];
      const double sigma = starts[i].ratio(), to = end_point.ratio();
      if (sigma > points[i].ratio()) result.stages.push_back(churn_stage(points[i], starts[i], added));

      solver_stage predictor = evaluation_in_sigma(starts[i], prediction, correction);
      predictor.next.x = 1;
      predictor.next.epsilon = to - sigma;
      predictor.level = level_in_sigma(to);
      predictor.completes_step = to == 0;
      if (to == 0) {
        result.stages.push_back(predictor);
        continue;
      }
      predictor.set_anchor = true;
      predictor.anchor.x = 1;
      predictor.keep_slot = 0;
      predictor.keep_x0 = false;
      result.stages.push_back(predictor);

      solver_stage corrector = evaluation_in_sigma(end_point, prediction, correction);
      corrector.next.anchor = 1;
      corrector.next.epsilon = corrector.next.kept[0] = (to - sigma) / 2;
      corrector.level = level_in_sigma(to);
      result.stages.push_back(corrector);
    }
    return result;
  }
  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    return plan(points, points, prediction);
  }
};

}  // namespace sfumato
