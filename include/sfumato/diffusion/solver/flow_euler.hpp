#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/diffusion/solver/path.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Euler's method for flow matching (Lipman et al. 2023, eq. 1; Liu et al. 2023): on the straight path x = (1 - s) x0 +
/// s z the velocity is u = z - x0, whatever the network predicts it by, and
///
///   x' = x + (s' - s) u
///
/// It starts from noise alone, s = 1, where every other prediction than epsilon has an x0.
struct flow_euler {
  x0_correction correction = no_correction();

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& times, prediction_type prediction) const {
    return plan(path_through(schedule, times), prediction);
  }
  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    checked_path(points);
    solver_plan result{.stages = {}, .initial_scale = points.front().noise_scale(), .start = points.front().level()};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const path_point &from = points[i], &to = points[i + 1];
      require(straight(from) && straight(to), error_kind::value,
              "flow_euler: expected a straight path (alpha = 1 - sigma), got alpha = ", from.alpha,
              ", sigma = ", from.sigma, "; take ddim or euler for other schedules");
      solver_stage step = evaluation_at(from, prediction, correction);
      step.next.x = 1;
      step.next.epsilon = to.sigma - from.sigma;
      step.next.x0 = from.sigma - to.sigma;
      step.level = to.level();
      result.stages.push_back(step);
    }
    return result;
  }

 private:
  static bool straight(const path_point& point) { return std::abs(point.alpha + point.sigma - 1) < 1e-9; }
};

}  // namespace sfumato
