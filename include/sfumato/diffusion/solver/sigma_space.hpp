#pragma once

#include <cmath>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/path.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Solvers that write x = x_0 + sigma z (Karras et al. 2022) run on networks that were trained on alpha x_0 + sigma' z:
/// with sigma = sigma' / alpha the network sees alpha x. With that put into the stage, a solver is its own line:
/// Euler's is x' = x + (sigma' - sigma) epsilon.
inline solver_stage evaluation_in_sigma(const path_point& point, prediction_type prediction,
                                        const x0_correction& correction = no_correction()) {
  require(above(point.alpha, 0.0) && above(point.sigma, 0.0), error_kind::value,
          "solver in sigma: expected a finite ratio sigma/alpha above 0 where the network is asked, got alpha = ",
          point.alpha, ", sigma = ", point.sigma,
          "; at zero terminal SNR start at an earlier timestep, or take ddim or dpm_solver");
  solver_stage stage = evaluation_at(point, prediction, correction);
  stage.input_scale = point.alpha;
  // x0 and epsilon are the same numbers in both spaces; only x is larger, by 1/alpha.
  for (double* of_x : {&stage.map.x0_x, &stage.map.e_x, &stage.r_x}) *of_x *= point.alpha;
  return stage;
}

/// The level of an image in such a solver: all of it, and sigma of noise.
constexpr noise_level level_in_sigma(double sigma) { return {1, sigma}; }

/// Where such a run begins: with noise that is z where the network sees it, or sigma z where nothing is scaled.
inline solver_plan plan_in_sigma(const path_point& first) {
  return {.stages = {}, .initial_scale = first.noise_scale() / first.alpha, .start = level_in_sigma(first.ratio())};
}

/// The last timestep that has some signal: T - 1, or T - 2 at zero terminal SNR.
template <discrete_schedule S>
path_point noisiest_point(const S& schedule) {
  const double last = static_cast<double>(schedule.train_timesteps() - 1);
  return point_at(schedule, schedule.alpha(last) > 0 ? last : last - 1);
}

/// The timestep, as a rule no whole number, at which a schedule has this noise-to-signal ratio sigma'/alpha: what a
/// solver in sigma tells the network. Throws (value) outside of what the schedule reaches.
template <discrete_schedule S>
double time_of_sigma(const S& schedule, double sigma) {
  const auto ratio = [&](double t) { return schedule.sigma(t) / schedule.alpha(t); };
  double low = -1, high = static_cast<double>(schedule.train_timesteps() - 1);
  if (schedule.alpha(high) == 0) high -= 1;
  require(in_range(sigma, 0.0, ratio(high) * (1 + 1e-12)), error_kind::value,
          "time_of_sigma: expected a ratio from 0 to ", ratio(high), ", got ", sigma);
  // The ratio grows with t; between whole timesteps schedules made of tables are linear in it.
  for (int halving = 0; halving < 200 && std::nextafter(low, high) < high; ++halving) {
    const double middle = low + (high - low) / 2;
    (ratio(middle) <= sigma ? low : high) = middle;
  }
  return std::abs(ratio(low) - sigma) <= std::abs(ratio(high) - sigma) ? low : high;
}

}  // namespace sfumato
