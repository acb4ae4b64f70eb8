#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/sigma_space.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Noise added between steps (Karras et al. 2022, algorithm 2): a step from sigma, if it lies in [from, to], first goes
/// up to (1 + gamma) sigma, gamma = min(amount / steps, sqrt(2) - 1), by
///
///   x' = x + noise sqrt((1 + gamma)^2 - 1) sigma z
struct churn {
  double amount = 0;                                    ///< S_churn; 0: none
  double from = 0;                                      ///< S_tmin
  double to = std::numeric_limits<double>::infinity();  ///< S_tmax
  double noise = 1;                                     ///< S_noise
  /// The network is asked before the noise is added instead of after it, as diffusers does; for comparison with it.
  bool ask_first = false;

  /// Throws (value) naming the option that is out of range.
  void check() const {
    require(at_least(amount, 0.0) && is_finite(noise) && noise >= 0, error_kind::value,
            "churn: expected an amount and noise of at least 0, got ", amount, " and ", noise);
    require(at_least(from, 0.0) && at_least(to, from), error_kind::value, "churn: expected 0 <= from <= to, got ", from,
            " and ", to);
  }

  /// (1 + gamma) sigma.
  double raised(double sigma, std::size_t steps) const {
    if (amount == 0 || sigma < from || sigma > to) return sigma;
    return sigma * (1 + (std::min)(amount / static_cast<double>(steps), std::sqrt(2.0) - 1));
  }
};

/// Where each step of a path really starts, noise added: never above the noisiest timestep of the schedule. Throws
/// (value) for options out of range.
template <noise_schedule S>
solver_path churned_starts(const S& schedule, const solver_path& points, const churn& added) {
  static_assert(
      requires { noisiest_point(schedule); },
      "euler and heun plan in sigma: give them a discrete schedule or a sigma_schedule; on a straight_path take "
      "flow_euler or dpm_solver");
  added.check();
  solver_path starts = points;
  const path_point noisiest = noisiest_point(schedule);
  for (path_point& point : starts) {
    const double sigma = added.raised(point.ratio(), points.size() - 1);
    if (sigma > point.ratio())
      point = sigma < noisiest.ratio() ? point_at(schedule, time_of_sigma(schedule, sigma)) : noisiest;
  }
  return starts;
}

/// The stage that goes from a point up to the noise of a start.
inline solver_stage churn_stage(const path_point& point, const path_point& start, const churn& added) {
  const double from = point.ratio(), to = start.ratio();
  solver_stage stage;
  stage.evaluate = false;
  stage.timestep = point.timestep;
  stage.next.x = 1;
  stage.noise = {.kind = step_noise::source::scalar,
                 .deviation = added.noise * std::sqrt((std::max)(to * to - from * from, 0.0))};
  stage.level = level_in_sigma(to);
  stage.completes_step = false;
  return stage;
}

}  // namespace sfumato
