#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/path.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Multistep sampling of a latent consistency model (Luo et al. 2023, algorithm 3; Song et al. 2023, algorithm 1): the
/// network jumps to the clean image, noise brings it back to the next level.
///
///   f = c_skip x + c_out x0,   c_skip = d^2 / ((k t)^2 + d^2),   c_out = k t / sqrt((k t)^2 + d^2)
///   x' = alpha' f + sigma' z
///
/// c_skip is 1 at t = 0, as consistency demands. The last step leads to f and adds no noise.
struct lcm {
  double data_deviation = 0.5;   ///< d
  double timestep_scaling = 10;  ///< k
  x0_correction correction = no_correction();

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    return plan(path_through(schedule, timesteps), prediction);
  }
  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    require(above(data_deviation, 0.0) && above(timestep_scaling, 0.0), error_kind::value,
            "lcm: expected data_deviation and timestep_scaling above 0, got ", data_deviation, " and ",
            timestep_scaling);
    checked_path(points);
    solver_plan result{.stages = {}, .start = points.front().level()};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const path_point& to = points[i + 1];
      const double t = timestep_scaling * points[i].timestep, root = std::hypot(t, data_deviation);
      solver_stage step = evaluation_at(points[i], prediction, correction);
      step.next.x = to.alpha * (data_deviation / root) * (data_deviation / root);
      step.next.x0 = to.alpha * t / root;
      if (to.sigma > 0) step.noise = {.kind = step_noise::source::scalar, .deviation = to.sigma};
      step.level = to.level();
      result.stages.push_back(step);
    }
    return result;
  }
};

/// S of the timesteps k-1, 2k-1, ..., T-1 that a model was distilled on, k = T / distilled_steps: from T-1 down, evenly
/// spaced in that list.
inline std::vector<double> lcm_timesteps(index_t train_timesteps, index_t count, index_t distilled_steps = 50) {
  require(distilled_steps >= 1 && distilled_steps <= train_timesteps, error_kind::value,
          "lcm_timesteps: expected distilled_steps from 1 to ", train_timesteps, ", got ", distilled_steps);
  require(count >= 1 && count <= distilled_steps, error_kind::value, "lcm_timesteps: expected 1 to ", distilled_steps,
          " steps, got ", count);
  const index_t stride = train_timesteps / distilled_steps;
  std::vector<double> list;
  for (index_t i = 0; i < count; ++i)
    list.push_back(static_cast<double>((distilled_steps - i * distilled_steps / count) * stride - 1));
  return list;
}

}  // namespace sfumato
