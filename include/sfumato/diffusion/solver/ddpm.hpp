#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/diffusion/solver/transition.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The variance of a DDPM step. small = (1-P)/(1-A) b, at least 1e-20, and large = b are the two ends (Ho et al. 2020,
/// section 3.2); the _log forms mean the same and exist because configurations name them. learned: the network's second
/// half of channels is the variance; learned_range: it interpolates between the logarithms of small and large (Nichol &
/// Dhariwal 2021, eq. 15).
enum class ddpm_variance { fixed_small, fixed_small_log, fixed_large, fixed_large_log, learned, learned_range };

constexpr std::string_view to_string(ddpm_variance variance) {
  switch (variance) {
    case ddpm_variance::fixed_small: return "fixed_small";
    case ddpm_variance::fixed_small_log: return "fixed_small_log";
    case ddpm_variance::fixed_large: return "fixed_large";
    case ddpm_variance::fixed_large_log: return "fixed_large_log";
    case ddpm_variance::learned: return "learned";
    case ddpm_variance::learned_range: return "learned_range";
  }
  return "unknown";
}

inline ddpm_variance parse_ddpm_variance(std::string_view name) {
  using enum ddpm_variance;
  for (auto variance : {fixed_small, fixed_small_log, fixed_large, fixed_large_log, learned, learned_range})
    if (to_string(variance) == name) return variance;
  fail(error_kind::value,
       "variance type: expected fixed_small, fixed_small_log, fixed_large, fixed_large_log, learned or learned_range, "
       "got ",
       name);
}

/// The noise of the step, b = 1 - A/P.
inline step_noise ddpm_noise(ddpm_variance variance, const transition& step) {
  const double largest = step.beta();
  const double smallest = (std::max)(step.to_rest / step.from_rest * largest, 1e-20);
  switch (variance) {
    case ddpm_variance::fixed_small:
    case ddpm_variance::fixed_small_log: return {.kind = step_noise::source::scalar, .deviation = std::sqrt(smallest)};
    case ddpm_variance::fixed_large:
    case ddpm_variance::fixed_large_log: return {.kind = step_noise::source::scalar, .deviation = std::sqrt(largest)};
    case ddpm_variance::learned: return {.kind = step_noise::source::learned};
    case ddpm_variance::learned_range:
      return {.kind = step_noise::source::learned_range, .log_min = std::log(smallest), .log_max = std::log(largest)};
  }
  fail(error_kind::value, "ddpm: unknown variance type");
}

/// Ancestral sampling (Ho et al. 2020, algorithm 2), on any subsequence of the timesteps. With A = alpha_bar at t, P at
/// the timestep the step leads to, a = A/P (not the alpha_t of training, which is right for neighbours only), b = 1 -
/// a:
///
///   x' = sqrt(P) b/(1-A) x0 + sqrt(a) (1-P)/(1-A) x + deviation z      (eq. 7)
///
/// A step that leads to the clean image (P = 1) adds no noise.
struct ddpm {
  ddpm_variance variance = ddpm_variance::fixed_small;
  x0_correction correction = clip_x0();
  previous_timestep previous = previous_timestep::next_entry;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    const std::vector<transition> way = transitions(schedule, timesteps, previous);
    solver_plan result{.stages = {}, .start = way.front().start()};
    for (const transition& step : way) {
      const double a = step.from / step.to, b = step.beta();
      solver_stage record = evaluation(schedule, step, prediction, correction);
      record.next.x0 = std::sqrt(step.to) * b / step.from_rest;
      record.next.x = std::sqrt(a) * step.to_rest / step.from_rest;
      if (step.to_rest > 0) record.noise = ddpm_noise(variance, step);
      result.stages.push_back(record);
    }
    return result;
  }
};

}  // namespace sfumato
