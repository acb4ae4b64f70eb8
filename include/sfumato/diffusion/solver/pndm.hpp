#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/diffusion/solver/path.hpp"
#include "sfumato/diffusion/solver/transition.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Pseudo numerical methods (Liu et al. 2022, PNDM): the step of DDIM from level A to level P (eq. 11)
///
///   phi(x, e) = sqrt(P/A) x + (sqrt(1-P) - sqrt(P/A) sqrt(1-A)) e
///
/// with a better e than that of one evaluation. runge_kutta (their F-PNDM): the first three steps take four evaluations
/// each, e = (e1 + 2 e2 + 2 e3 + e4) / 6, two of them half-way. Then, or after a first step of two evaluations, e = (e1
/// + e2) / 2, the linear multistep of Adams and Bashforth: e = (55 e1 - 59 e2 + 37 e3 - 9 e4) / 24, of the evaluations
/// at the last four timesteps, or fewer where there are not yet four.
///
/// Of second order, on timesteps evenly spaced, which the weights are for: on others it makes noise and is refused. A
/// mean of e over a step that starts at nearly no signal says little of x0, so that it must start with some; and it
/// would leave noise in a step to the clean image, which takes e = e1.
struct pndm {
  x0_correction correction = no_correction();
  bool runge_kutta = true;  ///< else elsewhere called skip_prk_steps
  path_end end = path_end::clean;
  /// guessed: levels T/S apart, whatever the list, and e of many evaluations also to the clean image, as diffusers has
  /// it.
  previous_timestep previous = previous_timestep::next_entry;
  /// For v: the outputs themselves are combined and the sum is taken as the output at the start of the step, as
  /// diffusers does. That loses the order.
  bool combine_outputs = false;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    static_assert(discrete_schedule<S>, "pndm needs a discrete schedule: alpha(t), sigma(t) and train_timesteps()");
    const solver_path points = path_through(schedule, timesteps, end);
    const bool guess = previous == previous_timestep::guessed;
    require(points.front().alpha > (guess ? 0 : 1e-3 * points.front().sigma), error_kind::value,
            "pndm: it cannot start near zero terminal SNR (-60 dB, alpha/sigma = 1e-3, at least), got alpha/sigma = ",
            1 / points.front().ratio(), "; start at an earlier timestep, or take dpm_solver");
    require_even(timesteps);
    const index_t stride = schedule.train_timesteps() / static_cast<index_t>(timesteps.size()), half = stride / 2;
    const auto at = [&](double t) { return t < 0 ? points.back() : point_at(schedule, t); };

    solver_plan result{.stages = {}, .start = points.front().level()};
    const std::size_t steps = timesteps.size();
    const std::size_t slow = runge_kutta ? (std::min)(steps - 1, std::size_t{3}) : 0;
    for (std::size_t i = 0; i < steps; ++i) {
      const double t = timesteps[i], next = i + 1 < steps ? timesteps[i + 1] : -1;
      const path_point& here = points[i];
      const path_point to = guess ? at(t - static_cast<double>(stride)) : points[i + 1];
      if (i < slow) {
        const double middle = guess ? next + static_cast<double>(half) : (t + next) / 2;
        const path_point first = guess ? at(t - static_cast<double>(half)) : at(middle);
        const path_point third = guess ? at(middle - static_cast<double>(half)) : points[i + 1];
        runge_kutta_step(result, prediction, i, {here, at(middle), at(middle), points[i + 1]},
                         {first, at(middle), third, points[i + 1]});
      } else if (i == 0 && steps > 1) {
        const path_point back = guess ? at((std::min)(next + static_cast<double>(stride),
                                                      static_cast<double>(schedule.train_timesteps() - 1)))
                                      : here;
        first_step(result, prediction, here, to, back, points[i + 1]);
      } else {
        const bool plain = !guess && to.sigma == 0;
        multistep(result, prediction, i, plain ? 1 : (std::min)(i + 1, std::size_t{4}), here, to);
      }
    }
    return result;
  }

 private:
  static constexpr int ring = 4, second_slot = 4, third_slot = 5;  ///< of kept outputs

  /// Up to rounding to whole timesteps.
  static void require_even(const std::vector<double>& timesteps) {
    for (std::size_t i = 2; i < timesteps.size(); ++i) {
      const double first = timesteps[0] - timesteps[1], now = timesteps[i - 1] - timesteps[i];
      const bool integral = now == std::nearbyint(now) && first == std::nearbyint(first);
      require(std::abs(now - first) <= (integral ? 1 : 1e-6 * first), error_kind::value,
              "pndm: expected timesteps evenly spaced, got a step of ", now, " after one of ", first,
              "; take dpm_solver or unipc for spacings in sigma");
    }
  }

  /// A stage that evaluates at a point; its epsilon is what is combined.
  solver_stage stage_at(const path_point& point, prediction_type prediction) const {
    solver_stage stage = evaluation_at(point, prediction, raw(prediction) ? no_correction() : correction);
    if (raw(prediction)) stage.map.e_x = 0, stage.map.e_m = 1;
    return stage;
  }
  bool raw(prediction_type prediction) const { return combine_outputs && prediction == prediction_type::v_prediction; }

  struct weights {
    double on_x, on_e;
  };
  /// phi.
  weights transfer(const path_point& from, const path_point& to, prediction_type prediction) const {
    const double keep = to.alpha / from.alpha, gain = to.sigma - keep * from.sigma;
    if (raw(prediction)) return {keep + gain * from.sigma, gain * from.alpha};
    return {keep, gain};
  }

  static double& earlier(combination& terms, std::size_t i, std::size_t ago) { return terms.kept[(i - ago) % ring]; }

  void runge_kutta_step(solver_plan& result, prediction_type prediction, std::size_t i,
                        const std::array<path_point, 4>& asked, const std::array<path_point, 4>& reached) const {
    for (std::size_t k = 0; k < 4; ++k) {
      solver_stage stage = stage_at(asked[k], prediction);
      const weights phi = transfer(asked[0], reached[k], prediction);
      (k == 0 ? stage.next.x : stage.next.anchor) = phi.on_x;
      stage.next.epsilon = k < 3 ? phi.on_e : phi.on_e / 6;
      if (k == 0) {
        stage.set_anchor = true;
        stage.anchor.x = 1;
        stage.keep_slot = static_cast<int>(i % ring);
      } else if (k < 3) {
        stage.keep_slot = k == 1 ? second_slot : third_slot;
      } else {
        stage.next.kept[i % ring] = phi.on_e / 6;
        stage.next.kept[second_slot] = stage.next.kept[third_slot] = phi.on_e / 3;
      }
      stage.keep_x0 = false;
      stage.level = reached[k].level();
      stage.completes_step = k == 3;
      result.stages.push_back(stage);
    }
  }

  /// Without Runge-Kutta: there, asked again, and from the start with the mean of both.
  void first_step(solver_plan& result, prediction_type prediction, const path_point& here, const path_point& to,
                  const path_point& back, const path_point& next) const {
    solver_stage predictor = stage_at(here, prediction), corrector = stage_at(next, prediction);
    const weights there = transfer(here, to, prediction), again = transfer(back, next, prediction);
    predictor.next.x = there.on_x;
    predictor.next.epsilon = there.on_e;
    predictor.set_anchor = true;
    predictor.anchor.x = 1;
    predictor.keep_slot = 0;
    predictor.keep_x0 = false;
    predictor.level = to.level();
    predictor.completes_step = false;
    corrector.next.anchor = again.on_x;
    corrector.next.epsilon = corrector.next.kept[0] = again.on_e / 2;
    corrector.level = next.level();
    result.stages.push_back(predictor);
    result.stages.push_back(corrector);
  }

  /// Adams and Bashforth with so many evaluations, at most four.
  void multistep(solver_plan& result, prediction_type prediction, std::size_t i, std::size_t count,
                 const path_point& here, const path_point& to) const {
    static constexpr double table[4][4] = {{1, 0, 0, 0},
                                           {3.0 / 2, -1.0 / 2, 0, 0},
                                           {23.0 / 12, -16.0 / 12, 5.0 / 12, 0},
                                           {55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24}};
    solver_stage stage = stage_at(here, prediction);
    const weights phi = transfer(here, to, prediction);
    stage.next.x = phi.on_x;
    stage.next.epsilon = phi.on_e * table[count - 1][0];
    for (std::size_t ago = 1; ago < count; ++ago) earlier(stage.next, i, ago) = phi.on_e * table[count - 1][ago];
    stage.keep_slot = static_cast<int>(i % ring);
    stage.keep_x0 = false;
    stage.level = to.level();
    result.stages.push_back(stage);
  }
};

}  // namespace sfumato
