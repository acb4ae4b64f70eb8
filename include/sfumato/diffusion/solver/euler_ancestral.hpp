#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/diffusion/solver/sigma_space.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Ancestral sampling (Ho et al. 2020, eq. 7) written in sigma, as k-diffusion has it: an Euler step down below sigma',
/// then noise up to it:
///
///   up^2 = sigma'^2 (sigma^2 - sigma'^2) / sigma^2,   down^2 = sigma'^2 - up^2
///   x' = x + (down - sigma) epsilon + up z
///
/// The same as DDIM with eta = 1. A step to sigma' = 0 adds no noise.
struct euler_ancestral {
  x0_correction correction = no_correction();
  path_end end = path_end::clean;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    return plan(path_through(schedule, timesteps, end), prediction);
  }
  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    checked_path(points);
    solver_plan result = plan_in_sigma(points.front());
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const double sigma = points[i].ratio(), to = points[i + 1].ratio(), share = to / sigma;
      const double up = to * std::sqrt((std::max)(1 - share * share, 0.0)), down = to * share;
      solver_stage step = evaluation_in_sigma(points[i], prediction, correction);
      step.next.x = 1;
      step.next.epsilon = down - sigma;
      if (up > 0) step.noise = {.kind = step_noise::source::scalar, .deviation = up};
      step.level = level_in_sigma(to);
      result.stages.push_back(step);
    }
    return result;
  }
};

}  // namespace sfumato
