#pragma once

#include <cmath>
#include <vector>

#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/diffusion/solver/transition.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Denoising diffusion implicit models (Song et al. 2021, eq. 12 and 16). With A = alpha_bar at t, P at the timestep
/// the step leads to:
///
///   x' = sqrt(P) x0 + sqrt(1 - P - deviation^2) epsilon + deviation z,   deviation = eta sqrt((1-P)/(1-A) (1 - A/P))
///
/// eta = 0 is deterministic, eta = 1 is DDPM with fixed_small.
struct ddim {
  double eta = 0;  ///< in [0,1]
  x0_correction correction = clip_x0();
  /// After a correction, epsilon is computed anew from the corrected x0 (elsewhere called use_clipped_model_output);
  /// else it stays what the network said.
  bool rederive_epsilon = true;
  /// The last step leads to the clean image; else to timestep 0, which still has a little noise.
  bool set_alpha_to_one = true;
  previous_timestep previous = previous_timestep::next_entry;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    require(in_range(eta, 0.0, 1.0), error_kind::value, "ddim: expected eta from 0 to 1, got ", eta);
    const std::vector<transition> way = transitions(schedule, timesteps, previous, set_alpha_to_one ? -1 : 0);
    solver_plan result{.stages = {}, .start = way.front().start()};
    for (const transition& step : way) {
      const double deviation = eta * std::sqrt(step.to_rest / step.from_rest * step.beta());
      solver_stage record = evaluation(schedule, step, prediction, correction);
      if (rederive_epsilon) {
        record.rederive = true;
        record.r_x = 1 / std::sqrt(step.from_rest);
        record.r_x0 = -std::sqrt(step.from / step.from_rest);
      }
      record.next.x0 = std::sqrt(step.to);
      record.next.epsilon = std::sqrt((std::max)(step.to_rest - deviation * deviation, 0.0));
      if (deviation > 0) record.noise = {.kind = step_noise::source::scalar, .deviation = deviation};
      result.stages.push_back(record);
    }
    return result;
  }
};

}  // namespace sfumato
