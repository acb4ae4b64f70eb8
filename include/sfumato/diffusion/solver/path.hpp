#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A point on the way from noise to data: x = alpha x0 + sigma z, and the timestep that the network is told there.
struct path_point {
  double timestep = -1;
  double alpha = 1, sigma = 0;

  noise_level level() const { return {alpha, sigma}; }
  /// sigma / alpha: the noise where the image is not scaled (sigma of Karras et al. 2022); infinite at alpha 0.
  double ratio() const { return sigma / alpha; }
  /// Of x where a run starts with noise alone: as large as x is there, which is 1 where alpha^2 + sigma^2 = 1.
  double noise_scale() const { return std::abs(alpha * alpha + sigma * sigma - 1) < 1e-9 ? 1 : sigma; }
  /// log(alpha / sigma), half the logarithm of the SNR (Lu et al. 2022, section 2); infinite at either end.
  double lambda() const { return std::log(alpha) - std::log(sigma); }
};

/// Where the last step leads: to the clean image, or to timestep 0, which still has a little noise.
enum class path_end { clean, first_timestep };

/// The points of a run: one where each step starts, and the one that the last leads to.
using solver_path = std::vector<path_point>;

template <noise_schedule S>
path_point point_at(const S& schedule, double t) {
  return {network_time(schedule, t), schedule.alpha(t), schedule.sigma(t)};
}

/// The points at timesteps from noisy to clean, fractions allowed, and the end.
template <noise_schedule S>
solver_path path_through(const S& schedule, const std::vector<double>& timesteps, path_end end = path_end::clean) {
  if constexpr (discrete_schedule<S>) checked_timesteps(timesteps, schedule.train_timesteps());
  solver_path points;
  for (const double t : timesteps) points.push_back(point_at(schedule, t));
  points.push_back(end == path_end::clean ? path_point{} : point_at(schedule, 0));
  return points;
}

/// Throws (value) unless the path has a step and its noise falls from point to point. The last step may be one of no
/// length, which lists of sigmas that end at the smallest one have.
inline const solver_path& checked_path(const solver_path& points) {
  require(points.size() >= 2, error_kind::value, "solver: expected at least 1 step, got 0");
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const path_point &from = points[i], &to = points[i + 1];
    const bool falls = to.sigma * from.alpha < from.sigma * to.alpha;
    const bool stands = i + 2 == points.size() && std::abs(to.ratio() / from.ratio() - 1) < 1e-12;
    require(above(from.sigma, 0.0) && (falls || stands), error_kind::value,
            "solver: expected noise that falls from step to step, got sigma/alpha ", from.ratio(), " then ", to.ratio(),
            " at step ", i + 1);
  }
  return points;
}

/// What a step begins with: the evaluation at a point and the estimates made of it, in x = alpha x0 + sigma z. After a
/// correction of x0, epsilon is made anew from it.
inline solver_stage evaluation_at(const path_point& point, prediction_type prediction,
                                  const x0_correction& correction = no_correction()) {
  solver_stage stage;
  stage.timestep = point.timestep;
  stage.prediction = prediction;
  stage.map = estimates_from(prediction, point.alpha, point.sigma);
  stage.correction = correction;
  stage.rederive = correction.kind != x0_correction::method::none;
  stage.r_x = 1 / point.sigma;
  stage.r_x0 = -point.alpha / point.sigma;
  return stage;
}

}  // namespace sfumato
