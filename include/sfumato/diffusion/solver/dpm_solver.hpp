#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/exponential.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// DPM-Solver++ and DPM-Solver, multistep (Lu et al. 2022, "DPM-Solver++", algorithm 2 and appendix B; "DPM-Solver").
/// In lambda = log(alpha/sigma) the flow is solved exactly but for the estimate m, which is extrapolated through the
/// last one, two or three evaluations. With h the step in lambda, r = h_before / h, data form (E = e^-h):
///
///   order 1   x' = (sigma'/sigma) x - alpha' (E - 1) m
///   order 2   ... - alpha' (E - 1)/2 D,   D = (m - m_before) / r               (midpoint)
///             ... + alpha' ((E - 1)/h + 1) D                                    (heun)
///   order 3   the same with the first and the second derivative of m by differences, weights phi_2 and phi_3
///
/// The noise form (DPM-Solver) is the same with epsilon; see exponential_step. sde: the stochastic equation instead
/// (SDE-DPM-Solver++, appendix C), orders 1 and 2.
struct dpm_solver {
  enum class second_order { midpoint, heun };

  int order = 2;  ///< 1 is DDIM with eta = 0
  estimate_form form = estimate_form::data;
  bool sde = false;
  second_order rule = second_order::midpoint;
  /// With fewer than 15 steps the last one is of order 1 and the one before of order 2 at most, for stability.
  bool lower_order_final = true;
  bool euler_at_final = false;  ///< the last step is of order 1 in any case
  /// Order 3 with half of the second derivative, as the authors' code and diffusers have it; that is of order 2.
  bool half_curvature = false;
  x0_correction correction = no_correction();
  path_end end = path_end::clean;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    return plan(path_through(schedule, timesteps, end), prediction);
  }

  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    require(order >= 1 && order <= 3, error_kind::value, "dpm_solver: expected order 1, 2 or 3, got ", order);
    require(!sde || order <= 2, error_kind::value, "dpm_solver: the stochastic form has order 1 or 2, got ", order);
    checked_path(points);
    require(!sde || form == estimate_form::data || above(points.back().sigma, 0.0), error_kind::value,
            "dpm_solver: the stochastic noise form cannot step to the clean image; end at the first timestep or take "
            "the data form");
    solver_plan result{.stages = {}, .initial_scale = points.front().noise_scale(), .start = points.front().level()};
    const estimate_history history(form, 2);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      solver_stage stage = evaluation_at(points[i], prediction, correction);
      advance(stage, points, i, history);
      if (order > 1) history.keep(stage, i);
      stage.level = points[i + 1].level();
      result.stages.push_back(stage);
    }
    return result;
  }

 private:
  /// Of the step i, the first being 0.
  int order_of(const solver_path& points, std::size_t i) const {
    const std::size_t left = points.size() - 1 - i;  // steps, this one included
    const bool few = lower_order_final && points.size() - 1 < 15;
    int allowed = (std::min)(order, static_cast<int>((std::min)(i + 1, std::size_t{3})));
    // To the clean image lambda is infinite: nothing can be extrapolated to there.
    if (left == 1 && (few || euler_at_final || points.back().sigma == 0)) allowed = 1;
    if (left == 2 && few) allowed = (std::min)(allowed, 2);
    return allowed;
  }

  void advance(solver_stage& stage, const solver_path& points, std::size_t i, const estimate_history& history) const {
    const exponential_step step(points[i], points[i + 1], form);
    const auto m = [&](int ago) -> double& { return history.weight(stage.next, i, ago); };
    const auto before = [&](std::size_t ago) {  // r: an earlier step in units of this one
      return (points[i - ago + 1].lambda() - points[i - ago].lambda()) / step.h;
    };
    double y = step.y, gain = step.gain;
    stage.next.x = step.keep;
    m(0) = step.first;
    if (sde) {
      add_noise(stage, step, points[i + 1], y, gain);
      m(0) = gain * y_phi(1, y);
    }
    const int now = order_of(points, i);
    if (step.h == 0 || now == 1) return;
    if (now == 2) {
      const double weight = gain * (rule == second_order::heun ? y_phi(2, y) : y_phi(1, y) / 2) / before(1);
      m(0) += weight;
      m(1) -= weight;
      return;
    }
    // With the slopes a = (m - m1)/r0 and b = (m1 - m2)/r1: m' = a + r0/(r0+r1) (a - b), m'' = 2/(r0+r1) (a - b).
    const double r0 = before(1), r1 = before(2);
    const double first = gain * y_phi(2, y), second = gain * y_phi(3, y) * (half_curvature ? 1 : 2);
    const double bend = (first * r0 + second) / (r0 + r1);
    const double on_a = (first + bend) / r0, on_b = -bend / r1;
    m(0) += on_a;
    m(1) += on_b - on_a;
    m(2) -= on_b;
  }

  /// Data: x' = (sigma'/sigma) e^-h x + ... + sigma' sqrt(1 - e^-2h) z. Noise: x' = ... + sigma' sqrt(e^2h - 1) z.
  void add_noise(solver_stage& stage, const exponential_step& step, const path_point& to, double& y,
                 double& gain) const {
    double deviation = 0;
    if (form == estimate_form::data) {
      stage.next.x *= std::exp(-step.h);
      y *= 2;
      deviation = to.sigma * std::sqrt(-std::expm1(-2 * step.h));
    } else {
      gain *= 2;
      deviation = to.sigma * std::sqrt(std::expm1(2 * step.h));
    }
    if (deviation > 0) stage.noise = {.kind = step_noise::source::scalar, .deviation = deviation};
  }
};

}  // namespace sfumato
