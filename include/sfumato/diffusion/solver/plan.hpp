#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <type_traits>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/math/solver_stage.hpp"

namespace sfumato::inline SFUMATO_ISA {

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

/// How many registers, the noise included, one combination can read at once.
inline constexpr int max_terms = 6;

/// A weight for every register a stage can read; at most max_terms of them may differ from 0.
struct combination {
  double x = 0;                         ///< the image before the stage
  double anchor = 0;                    ///< an earlier image: the one a predictor started from
  double x0 = 0;                        ///< this stage's estimate of the clean image
  double epsilon = 0;                   ///< this stage's estimate of the noise
  std::array<double, max_kept> kept{};  ///< estimates of earlier stages
};

/// The random part of a stage: deviation * z with z standard normal.
struct step_noise {
  /// none. scalar: the deviation is one number. learned: sqrt(v), v being the second half of the network's channels.
  /// learned_range: exp((f log_max + (1-f) log_min) / 2), f = (v+1)/2.
  enum class source { none, scalar, learned, learned_range };

  source kind = source::none;
  double deviation = 0;
  double log_min = 0, log_max = 0;
};

/// How much of the image and how much noise x holds: x = alpha x_0 + sigma z in distribution.
struct noise_level {
  double alpha = 1, sigma = 0;
  friend constexpr bool operator==(const noise_level&, const noise_level&) = default;
};

/// One stage of any solver as plain numbers: what a solver plans on the host in double, and what runs. A step is one
/// stage or more: a corrector evaluates a second time, churn adds noise without an evaluation.
///
///   1. m = network(input_scale x, timestep)                      if evaluate; else the last m is used again
///   2. x0 = map.x0_x x + map.x0_m m;  epsilon = map.e_x x + map.e_m m
///   3. x0 = correction(x0);  then, if rederive, epsilon = r_x x + r_x0 x0
///   4. x' = next(x, anchor, x0, epsilon, kept) + noise
///   5. anchor' = anchor(x, anchor, x0, epsilon, kept)            if set_anchor; reads what 4 read
///   6. kept[keep_slot] = x0 or epsilon                           if keep_slot >= 0
///   7. x' = projection(x', level)                                if project
///
/// "x0" and "epsilon" are what the map makes them: a solver that extrapolates raw outputs maps epsilon to m.
struct solver_stage {
  bool evaluate = true;
  double timestep = 0;  ///< what the network is told; may be fractional
  double input_scale = 1;

  std::optional<prediction_type> prediction;  ///< what the map takes m for; none: no run asks
  prediction_map map;
  x0_correction correction;
  bool rederive = false;
  double r_x = 0, r_x0 = 0;

  combination next;
  step_noise noise;

  bool set_anchor = false;
  combination anchor;

  int keep_slot = -1;   ///< 0 ... max_kept - 1; -1: nothing is kept
  bool keep_x0 = true;  ///< else epsilon

  bool project = false;
  noise_level level;           ///< of x'
  bool completes_step = true;  ///< false where another stage of the same step follows
};

static_assert(std::is_trivially_copyable_v<solver_stage>, "a solver stage is a plain record");

/// All stages of a sampling run, in order.
struct solver_plan {
  std::vector<solver_stage> stages;
  double initial_scale = 1;    ///< noise alone is x = initial_scale z, z standard normal
  noise_level start = {0, 1};  ///< of the first x
  index_t first_step = 0;      ///< of the whole plan that this one is the rest of

  bool needs_variance() const {
    return any([](const solver_stage& stage) {
      return stage.noise.kind == step_noise::source::learned || stage.noise.kind == step_noise::source::learned_range;
    });
  }
  bool uses_anchor() const {
    return any([](const solver_stage& stage) { return stage.set_anchor; });
  }
  bool projects() const {
    return any([](const solver_stage& stage) { return stage.project; });
  }
  int kept() const {
    int count = 0;
    for (const solver_stage& stage : stages) count = (std::max)(count, stage.keep_slot + 1);
    return count;
  }
  index_t evaluations() const {
    return std::count_if(stages.begin(), stages.end(), [](const solver_stage& stage) { return stage.evaluate; });
  }
  index_t steps() const {
    return std::count_if(stages.begin(), stages.end(), [](const solver_stage& stage) { return stage.completes_step; });
  }

  /// The noise level before each step and, at the end, after the last: steps() + 1 of them.
  std::vector<noise_level> levels() const {
    std::vector<noise_level> all{start};
    for (const solver_stage& stage : stages)
      if (stage.completes_step) all.push_back(stage.level);
    return all;
  }
  /// The steps from this one on: for a run that begins with pictures at the level before it (image to image) instead of
  /// noise. Random numbers of a step stay those of the whole plan. Throws (value) where the plan has no such step, or
  /// where a later stage reads what an earlier step has kept.
  solver_plan from_step(index_t step) const {
    require(step >= 0 && step < steps(), error_kind::value, "solver plan: expected a step from 0 to ", steps() - 1,
            " to begin with, got ", step);
    solver_plan rest = *this;
    rest.start = levels()[static_cast<std::size_t>(step)];
    rest.first_step += step;
    auto first = rest.stages.begin();
    for (index_t passed = 0; passed < step; ++first) passed += first->completes_step ? 1 : 0;
    rest.stages.erase(rest.stages.begin(), first);
    rest.check();
    return rest;
  }

  /// Throws (value) where a stage reads what none before it has set, keeps it in no slot, or has a number that no stage
  /// can have.
  void check() const {
    std::array<bool, max_kept> set{};
    bool anchor_set = false, evaluated = false;
    for (const solver_stage& stage : stages) {
      require(stage.keep_slot >= -1 && stage.keep_slot < max_kept, error_kind::value,
              "solver plan: expected a keep_slot from 0 to ", max_kept - 1, ", or -1 for none, got ", stage.keep_slot);
      require(is_finite(stage.timestep) && is_finite(stage.input_scale) && stage.input_scale != 0, error_kind::value,
              "solver plan: expected a finite timestep and an input_scale that is finite and not 0, got ",
              stage.timestep, " and ", stage.input_scale);
      require(is_finite(stage.noise.deviation) && at_least(stage.noise.deviation, 0.0), error_kind::value,
              "solver plan: expected a finite deviation of at least 0, got ", stage.noise.deviation);
      stage.correction.check();
      evaluated = evaluated || stage.evaluate;
      const auto reads = [&](const combination& terms) {
        for (std::size_t slot = 0; slot < set.size(); ++slot)
          require(terms.kept[slot] == 0 || set[slot], error_kind::value,
                  "solver plan: a step needs what an earlier one has kept; plan the timesteps from there on instead");
        require(terms.anchor == 0 || anchor_set, error_kind::value,
                "solver plan: a step needs the anchor that an earlier one has set; begin at a whole step");
        require((terms.x0 == 0 && terms.epsilon == 0) || evaluated, error_kind::value,
                "solver plan: a stage needs an estimate, but no stage up to it evaluates the network");
      };
      reads(stage.next);
      if (stage.set_anchor) reads(stage.anchor);
      anchor_set = anchor_set || stage.set_anchor;
      if (stage.keep_slot >= 0) set[static_cast<std::size_t>(stage.keep_slot)] = true;
    }
  }

 private:
  template <class F>
  bool any(F&& holds) const {
    return std::any_of(stages.begin(), stages.end(), holds);
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
