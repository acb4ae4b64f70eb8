#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How many of the last steps of a run a strength in (0,1] stands for: round(strength steps), at least 1. Throws
/// (value) for others.
inline index_t steps_at_strength(index_t steps, double strength) {
  require(in_range(strength, 0.0, 1.0) && strength > 0, error_kind::value,
          "image to image: expected a strength above 0 and at most 1, got ", strength);
  return (std::max)(index_t{1}, index_t{std::lround(strength * static_cast<double>(steps))});
}

/// Image to image (SDEdit, Meng et al. 2022): the rest of a plan from where its noise covers pictures so far,
///
///   x = alpha picture + sigma z,
///
/// for a run with options.start_from. strength is the share of the steps that are taken: little changes little, and 1
/// starts from noise alone, as if there were no pictures. Throws (value) for a strength outside (0,1], and as from_step
/// does for solvers that keep what earlier steps gave (plan them over the last steps_at_strength timesteps).
inline solver_plan at_strength(const solver_plan& plan, double strength) {
  const index_t count = plan.steps(), taken = steps_at_strength(count, strength);
  solver_plan rest = plan.from_step(count - taken);
  if (taken == count) rest.start = {0, plan.initial_scale};
  return rest;
}

}  // namespace sfumato
