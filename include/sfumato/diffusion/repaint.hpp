#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How often and how far a run goes back (Lugmayr et al. 2022, section 4.2).
struct resampling {
  index_t times = 10;  ///< how often each step is taken, r in the paper; 1: the run never goes back
  index_t jump = 1;    ///< how many steps it goes back at once, j in the paper
};

/// Back from one level to a noisier one, as the forward process goes:
///
///   x' = (A/a) x + sqrt(S^2 - (A/a)^2 s^2) z      from x = a x0 + s e to x' = A x0 + S e'
inline solver_stage renoising(const noise_level& from, const noise_level& to, double timestep) {
  const double share = to.alpha / from.alpha, kept = share * from.sigma;
  solver_stage stage;
  stage.evaluate = false;
  stage.timestep = timestep;
  stage.next.x = share;
  stage.noise = {.kind = step_noise::source::scalar,
                 .deviation = std::sqrt((std::max)(to.sigma * to.sigma - kept * kept, 0.0))};
  stage.level = to;
  stage.completes_step = false;
  return stage;
}

/// A plan for inpainting, of any solver's: each step ends by a projection onto what is known (known_region.hpp), and
/// steps are taken again from noise that was put back, so that what is made up comes to fit what is known (RePaint,
/// Lugmayr et al. 2022, algorithm 1). The run goes back wherever 1, 1 + jump, 1 + 2 jump, ... steps are left. It ends
/// with what is known free of noise, even where the solver leaves a little.
///
/// Throws (value) for numbers below 1, and where a step that is taken again reads what one before it has kept (pndm,
/// dpm_solver, unipc): with those, times = 1.
inline solver_plan repaint(const solver_plan& plan, const resampling& again = {}) {
  require(again.times >= 1 && again.jump >= 1, error_kind::value,
          "repaint: expected times and a jump of at least 1, got ", again.times, " and ", again.jump);
  require(plan.steps() >= 1 && !plan.projects(), error_kind::value,
          "repaint: expected a plan of at least 1 step that does not project yet, got ", plan.steps(), " steps");
  const index_t steps = plan.steps();
  const std::vector<noise_level> levels = plan.levels();
  std::vector<std::size_t> begin{0};
  for (std::size_t i = 0; i < plan.stages.size(); ++i)
    if (plan.stages[i].completes_step) begin.push_back(i + 1);

  solver_plan result = plan;
  result.stages.clear();
  const auto take = [&](index_t step) {
    for (std::size_t i = begin[static_cast<std::size_t>(step)]; i < begin[static_cast<std::size_t>(step + 1)]; ++i)
      result.stages.push_back(plan.stages[i]);
    result.stages.back().project = true;
  };
  for (index_t step = 0; step < steps; ++step) {
    take(step);
    const index_t done = step + 1, left = steps - done, back = done - again.jump;
    if (again.times == 1 || left < 1 || (left - 1) % again.jump != 0 || back < 0) continue;
    plan.from_step(back);  // throws where the steps from there on need those before
    for (index_t time = 1; time < again.times; ++time) {
      result.stages.push_back(renoising(levels[static_cast<std::size_t>(done)], levels[static_cast<std::size_t>(back)],
                                        plan.stages[begin[static_cast<std::size_t>(back)]].timestep));
      for (index_t repeated = back; repeated < done; ++repeated) take(repeated);
    }
  }
  result.stages.back().level = {1, 0};
  return result;
}

}  // namespace sfumato
