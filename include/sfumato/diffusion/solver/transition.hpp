#pragma once

#include <vector>

#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Where a step leads. next_entry: to the next timestep of the list. guessed: to t - T/S, as some libraries compute it;
/// wrong where the list is not spaced by T/S (linspace; trailing when S does not divide T), kept for comparison with
/// them.
enum class previous_timestep { next_entry, guessed };

/// A step from timestep t to an earlier one.
struct transition {
  double t = 0;
  double from = 0;       ///< A: alpha_bar at t
  double from_rest = 1;  ///< 1 - A
  double to = 1;         ///< P: alpha_bar at the timestep it leads to; 1 after the last
  double to_rest = 0;    ///< 1 - P

  /// Of the image that it starts from.
  noise_level start() const { return {std::sqrt(from), std::sqrt(from_rest)}; }
  /// b = 1 - A/P: the variance that the forward process adds on the way from there to t.
  double beta() const { return 1 - from / to; }
};

/// The steps between the timesteps of a list. final_timestep: where the last one leads; -1 is the clean image.
/// Throws if the list is not one (see checked_timesteps).
template <class S>
std::vector<transition> transitions(const S& schedule, const std::vector<double>& timesteps, previous_timestep previous,
                                    double final_timestep = -1) {
  static_assert(discrete_schedule<S>,
                "DDPM and DDIM need a discrete schedule: alpha(t), sigma(t) and train_timesteps()");
  checked_timesteps(timesteps, schedule.train_timesteps());
  const auto stride = static_cast<double>(schedule.train_timesteps() / static_cast<index_t>(timesteps.size()));
  std::vector<transition> result;
  result.reserve(timesteps.size());
  for (std::size_t i = 0; i < timesteps.size(); ++i) {
    const double t = timesteps[i];
    double to = i + 1 < timesteps.size() ? timesteps[i + 1] : -1;
    if (previous == previous_timestep::guessed) to = t - stride;
    if (to < 0) to = final_timestep;
    const double sigma = schedule.sigma(t), to_sigma = schedule.sigma(to);
    result.push_back({.t = t,
                      .from = alpha_bar(schedule, t),
                      .from_rest = sigma * sigma,
                      .to = alpha_bar(schedule, to),
                      .to_rest = to_sigma * to_sigma});
  }
  return result;
}

/// What every step of DDPM and DDIM begins with: the evaluation at t and the estimates made of it.
template <class S>
solver_stage evaluation(const S& schedule, const transition& step, prediction_type prediction,
                        const x0_correction& correction) {
  solver_stage result;
  result.timestep = network_time(schedule, step.t);
  result.prediction = prediction;
  result.map = estimates_from(prediction, step.start().alpha, step.start().sigma);
  result.correction = correction;
  result.level = {std::sqrt(step.to), std::sqrt(step.to_rest)};
  return result;
}

}  // namespace sfumato
