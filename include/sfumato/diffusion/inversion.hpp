#pragma once

#include <cstddef>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A deterministic plan run backwards, from pictures to the noise that it would draw them from (DDIM inversion: Song et
/// al. 2021, section 4.3; Dhariwal & Nichol 2021, section F). For a run with options.start_from; its images are noisy,
/// and the plan itself draws the pictures again from them (from_noisy, in given_noise.hpp).
///
/// With the points 0 (noise) ... n (clean) of the plan, a step from point i + 1 to the noisier i is
///
///   x_i = alpha_i x0 + sigma_i epsilon,   both estimated at point i + 1,
///
/// where the plan itself would estimate them at i: its errors are of the size of a step, so what comes back differs
/// from the pictures by O(1/n). At the clean end, where noise cannot be told from no noise, the network is asked at
/// point n - 1 what noise it sees in the picture, faded to alpha_(n-1).
///
/// Throws (value) unless each step of the plan is one evaluation without noise that reads no earlier ones (ddim with
/// eta 0, euler). Plan without clipping: what is clipped does not come back.
inline solver_plan inverted(const solver_plan& plan) {
  require(plan.steps() >= 1, error_kind::value, "inversion: expected a plan of at least 1 step, got 0");
  for (const solver_stage& stage : plan.stages)
    require(
        stage.evaluate && stage.completes_step && stage.noise.kind == step_noise::source::none && !stage.set_anchor &&
            stage.keep_slot < 0 && !stage.project,
        error_kind::value,
        "inversion: expected a plan of one evaluation a step, without noise, memory or projection; use ddim with eta "
        "0 or euler");
  const std::vector<noise_level> levels = plan.levels();
  solver_plan back = plan;
  back.stages.clear();
  for (std::size_t i = plan.stages.size(); i-- > 0;) {
    const bool first = i + 1 == plan.stages.size();
    solver_stage stage = plan.stages[first ? i : i + 1];
    stage.level = levels[i];
    stage.next = {};
    (first ? stage.next.x : stage.next.x0) = first ? 1 : levels[i].alpha;
    stage.next.epsilon = levels[i].sigma;
    back.stages.push_back(stage);
  }
  back.start = {levels[plan.stages.size() - 1].alpha, 0};
  return back;
}

}  // namespace sfumato
