#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "sfumato/diffusion/solver/sigma_spacing.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How the points of a run are chosen in all the ways that diffusers knows, its timesteps and its sigmas apart from
/// each other: what a scheduler's configuration comes to. For a run of one's own, `steps` and `sigma_steps` are enough.
struct path_choice {
  timestep_spacing spacing = timestep_spacing::linspace;
  index_t offset = 0;                        ///< see steps
  bool rounded = true;                       ///< see steps; with sigmas, the timesteps of these are rounded as well
  bool drop_last = false;                    ///< see steps
  index_t begin_below = 0;                   ///< see steps
  std::optional<sigma_spacing> sigmas = {};  ///< else those of the timesteps
  bool within_list = false;          ///< sigmas: spaced over what the timesteps span, else over what the schedule does
  double smallest = 0, largest = 0;  ///< sigmas: 0: as the line above says
  /// Sigmas S + 1 evenly in their logarithm, at timesteps spaced as they are: they do not belong together.
  bool log_linear = false;
  path_end end = path_end::clean;
  /// Alpha_bar of the last timestep at zero terminal SNR, where sigma/alpha would be infinite.
  double least_alpha_bar = 0;

  template <discrete_schedule S>
  solver_path of(const S& schedule, index_t count) const {
    steps selection(count, spacing, offset);
    selection.rounded = rounded;
    selection.drop_last = drop_last;
    selection.begin_below = begin_below;
    solver_path points = path_through(schedule, selection.of(schedule.train_timesteps()), end);
    if (points.front().alpha == 0) points.front() = noisiest(points.front());
    if (!log_linear && !sigmas) return points;

    const double last = static_cast<double>(schedule.train_timesteps() - 1);
    const double top = noisiest(point_at(schedule, last)).ratio(), bottom = point_at(schedule, 0).ratio();
    if (log_linear) {
      const auto length = static_cast<index_t>(points.size());
      const std::vector<double> ratios = spaced_sigmas(sigma_spacing::exponential, length, top, bottom);
      for (std::size_t i = 0; i < points.size(); ++i) points[i] = at_ratio(ratios[i], points[i].timestep);
    }
    if (!sigmas) return points;

    const bool of_list = within_list && !log_linear;
    const double high = largest > 0 ? largest : of_list ? points.front().ratio() : top;
    const double low = smallest > 0 ? smallest : of_list ? points[points.size() - 2].ratio() : bottom;
    solver_path spaced;
    for (const double sigma : spaced_sigmas(*sigmas, static_cast<index_t>(points.size()) - 1, high, low)) {
      const double t = sigma < top ? time_of_log_sigma(schedule, sigma) : last;
      spaced.push_back(at_ratio(sigma, rounded ? std::nearbyint(t) : t));
    }
    spaced.push_back(end == path_end::clean ? path_point{} : point_at(schedule, 0));
    return spaced;
  }

  /// The point of a ratio sigma/alpha where alpha^2 + sigma^2 = 1.
  static path_point at_ratio(double ratio, double timestep) {
    const double root = std::hypot(1, ratio);
    return {timestep, 1 / root, ratio / root};
  }

 private:
  path_point noisiest(const path_point& point) const {
    if (point.alpha > 0) return point;
    return {point.timestep, std::sqrt(least_alpha_bar), std::sqrt(1 - least_alpha_bar)};
  }
};

}  // namespace sfumato
