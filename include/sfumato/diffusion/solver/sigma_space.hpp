#pragma once

#include <cmath>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Solvers that write x = x_0 + sigma z (Karras et al. 2022) run on networks that were trained on alpha x_0 + sigma' z:
/// the network sees x / sqrt(1 + sigma^2) and is told the timestep whose noise-to-signal ratio sigma'/alpha is sigma.
/// With that put into the stage, a solver is its own line: Euler's is x' = x + (sigma' - sigma) epsilon.
inline solver_stage evaluation_in_sigma(double sigma, double timestep, prediction_type prediction) {
  require(above(sigma, 0.0), error_kind::value,
          "solver in sigma: expected sigma above 0 where the network is asked, got ", sigma);
  const double root = std::sqrt(1 + sigma * sigma);
  solver_stage stage;
  stage.timestep = timestep;
  stage.input_scale = 1 / root;
  const prediction_map scaled = estimates_from(prediction, 1 / root, sigma / root);
  // x0 and epsilon are the same numbers in both spaces; only x is larger by the root.
  stage.map = {scaled.x0_x / root, scaled.x0_m, scaled.e_x / root, scaled.e_m};
  return stage;
}

/// The level of an image in such a solver: all of it, and sigma of noise.
constexpr noise_level level_in_sigma(double sigma) { return {1, sigma}; }

/// Where such a run begins: x = sigma z.
inline solver_plan plan_in_sigma(double first_sigma) {
  return {.stages = {}, .initial_scale = first_sigma, .start = level_in_sigma(first_sigma)};
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

}  // namespace sfumato::inline SFUMATO_ISA
