#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"

namespace sfumato {

/// How the estimate of x0 is brought back to the range of images.
struct x0_correction {
  enum class method { none, clip, quantile };

  method kind = method::none;
  double range = 1;    ///< clip: x0 is limited to [-range, range]
  double ratio = 0;    ///< quantile: which quantile of |x0| within an image, in (0,1]
  double maximum = 1;  ///< quantile: its upper limit (the lower one is 1)

  /// Throws (value) naming the option that is out of range.
  void check() const {
    require(kind != method::clip || above(range, 0.0), error_kind::value,
            "x0 correction: expected a range above 0, got ", range);
    require(kind != method::quantile || (in_range(ratio, 0.0, 1.0) && at_least(maximum, 1.0)), error_kind::value,
            "x0 correction: expected a ratio in [0,1] and a maximum of at least 1, got ", ratio, " and ", maximum);
  }
};

constexpr x0_correction no_correction() { return {}; }
/// x0 limited to [-range, range].
constexpr x0_correction clip_x0(double range = 1) { return {.kind = x0_correction::method::clip, .range = range}; }
/// Dynamic thresholding: x0 = clamp(x0, -s, s) / s with s = clamp(quantile_ratio |x0| of the image, 1, maximum)
/// (Saharia et al. 2022, section 2.3).
constexpr x0_correction threshold_x0(double ratio = 0.995, double maximum = 1) {
  return {.kind = x0_correction::method::quantile, .ratio = ratio, .maximum = maximum};
}

/// How many earlier values a plan can keep beside x and the anchor.
inline constexpr int max_kept = 6;

/// How many registers, the noise included, one combination can read at once.
inline constexpr int max_terms = 6;

/// A weight for every register a step can read; at most max_terms of them may differ from 0.
struct combination {
  double x = 0;                         ///< the image before the step
  double anchor = 0;                    ///< an earlier image: the one a predictor started from
  double x0 = 0;                        ///< this step's estimate of the clean image
  double epsilon = 0;                   ///< this step's estimate of the noise
  std::array<double, max_kept> kept{};  ///< estimates of earlier steps
};

/// The random part of a step: deviation * z with z standard normal.
struct step_noise {
  /// none. scalar: the deviation is one number. learned: sqrt(v), v being the second half of the network's channels.
  /// learned_range: exp((f log_max + (1-f) log_min) / 2), f = (v+1)/2.
  enum class source { none, scalar, learned, learned_range };

  source kind = source::none;
  double deviation = 0;
  double log_min = 0, log_max = 0;
};

/// One step of any solver as plain numbers: what a solver plans on the host in double, and what runs.
///
///   1. m = network(input_scale x, timestep)                      if evaluate; else the last m is used again
///   2. x0 = map.x0_x x + map.x0_m m;  epsilon = map.e_x x + map.e_m m
///   3. x0 = correction(x0);  then, if rederive, epsilon = r_x x + r_x0 x0
///   4. x' = next(x, anchor, x0, epsilon, kept) + noise
///   5. anchor' = anchor(x, anchor, x0, epsilon, kept)            if set_anchor; reads what step 4 read
///   6. kept[keep_slot] = x0 or epsilon                           if keep_slot >= 0
///   7. x' = projection(x', alpha, sigma)                         if project
///
/// "x0" and "epsilon" are what the map makes them: a solver that extrapolates raw outputs maps epsilon to m.
struct solver_step {
  bool evaluate = true;
  double timestep = 0;  ///< what the network is told; may be fractional
  double input_scale = 1;

  prediction_map map;
  x0_correction correction;
  bool rederive = false;
  double r_x = 0, r_x0 = 0;

  combination next;
  step_noise noise;

  bool set_anchor = false;
  combination anchor;

  int keep_slot = -1;
  bool keep_x0 = true;  ///< else epsilon

  bool project = false;
  double alpha = 1, sigma = 0;  ///< the noise level of x': x' = alpha x_0 + sigma z in distribution
};

static_assert(std::is_trivially_copyable_v<solver_step>, "a solver step is a plain record");

/// All steps of a sampling run, in order.
struct solver_plan {
  std::vector<solver_step> steps;
  double initial_scale = 1;  ///< the first x is initial_scale * z, z standard normal

  bool needs_variance() const {
    return std::any_of(steps.begin(), steps.end(), [](const solver_step& step) {
      return step.noise.kind == step_noise::source::learned || step.noise.kind == step_noise::source::learned_range;
    });
  }
  bool uses_anchor() const {
    return std::any_of(steps.begin(), steps.end(), [](const solver_step& step) { return step.set_anchor; });
  }
  bool projects() const {
    return std::any_of(steps.begin(), steps.end(), [](const solver_step& step) { return step.project; });
  }
  int kept() const {
    int count = 0;
    for (const solver_step& step : steps) count = (std::max)(count, step.keep_slot + 1);
    return count;
  }
  index_t evaluations() const {
    return std::count_if(steps.begin(), steps.end(), [](const solver_step& step) { return step.evaluate; });
  }
};

/// A solver turns a schedule, the timesteps to visit and the meaning of the network's output into a plan. It throws
/// where the combination cannot be sampled, and says why.
template <class V, class S>
concept solver = noise_schedule<S> && requires(const V& solver_value, const S& schedule,
                                               const std::vector<double>& timesteps, prediction_type prediction) {
  { solver_value.plan(schedule, timesteps, prediction) } -> std::same_as<solver_plan>;
};

}  // namespace sfumato
