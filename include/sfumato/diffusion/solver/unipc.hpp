#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/exponential.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// UniPC (Zhao et al. 2023, section 3): a multistep predictor of order p and a corrector that costs no
/// evaluation, since the one at the predicted point serves the next step as well. With m the estimate (x0 in the data
/// form) at the start of the step, r_k where an earlier one or the new one stands in units of the step (the new at 1),
/// D_k = m(r_k) - m:
///
///   x' = keep x + gain (y phi_1(y) m + B sum_k rho_k / r_k D_k),   B = y (bh1) or e^y - 1 (bh2)
///   sum_k rho_k r_k^(j-1) = j! y phi_(j+1)(y) / B,   j = 1, 2, ...
///
/// The corrector's sum has the new estimate in it, the predictor's has not. keep, gain, y: see exponential_step.
struct unipc {
  enum class b_function { bh1, bh2 };

  int order = 2;  ///< 1 to 3; the corrector raises it by one
  b_function b = b_function::bh2;
  estimate_form form = estimate_form::data;
  bool lower_order_final = true;  ///< k steps before the end the order is at most k
  /// Steps, counted from 0, whose result is not corrected.
  std::vector<index_t> uncorrected = {};
  x0_correction correction = no_correction();
  path_end end = path_end::clean;

  template <class S>
  solver_plan plan(const S& schedule, const std::vector<double>& timesteps, prediction_type prediction) const {
    return plan(path_through(schedule, timesteps, end), prediction);
  }

  solver_plan plan(const solver_path& points, prediction_type prediction) const {
    require(order >= 1 && order <= 3, error_kind::value, "unipc: expected order 1, 2 or 3, got ", order);
    require(points.empty() || above(points.front().alpha, 0.0), error_kind::value,
            "unipc: it cannot start at zero terminal SNR (alpha = 0); start at an earlier timestep, or take ddim or "
            "dpm_solver");
    checked_path(points);
    solver_plan result{.stages = {}, .initial_scale = points.front().noise_scale(), .start = points.front().level()};
    const estimate_history history(form, 3);
    const std::size_t steps = points.size() - 1;
    for (std::size_t i = 0; i < steps; ++i) {
      solver_stage stage = evaluation_at(points[i], prediction, correction);
      combination corrected{.x = 1};
      if (i > 0 && std::find(uncorrected.begin(), uncorrected.end(), static_cast<index_t>(i) - 1) == uncorrected.end())
        corrected = step(points, i - 1, order_of(steps, i - 1), history, true);
      // The predictor starts from the corrected image.
      stage.next = step(points, i, order_of(steps, i), history, false);
      const double keep = stage.next.x;
      stage.next.x = keep * corrected.x;
      stage.next.anchor = keep * corrected.anchor;
      stage.next.x0 += keep * corrected.x0;
      stage.next.epsilon += keep * corrected.epsilon;
      for (std::size_t slot = 0; slot < stage.next.kept.size(); ++slot)
        stage.next.kept[slot] += keep * corrected.kept[slot];
      stage.set_anchor = true;
      stage.anchor = corrected;
      history.keep(stage, i);
      stage.level = points[i + 1].level();
      result.stages.push_back(stage);
    }
    return result;
  }

 private:
  int order_of(std::size_t steps, std::size_t i) const {
    const auto at_most = [](int a, std::size_t n) {
      return (std::min)(a, static_cast<int>((std::min)(n, std::size_t{3})));
    };
    return at_most(lower_order_final ? at_most(order, steps - i) : order, i + 1);
  }

  /// The step from point i. The predictor is planned in the stage at i. The corrector is planned in the one at i + 1,
  /// where the estimate at i is one stage old, and begins with the anchor.
  combination step(const solver_path& points, std::size_t i, int p, const estimate_history& history,
                   bool correct) const {
    const exponential_step across(points[i], points[i + 1], form);
    const int late = correct ? 1 : 0;
    combination result;
    const auto m = [&](int ago) -> double& {
      return history.weight(result, i + static_cast<std::size_t>(late), ago + late);
    };
    (correct ? result.anchor : result.x) = across.keep;
    m(0) = across.first;
    const int count = p - 1 + late;  // differences
    if (count == 0 || across.h == 0) return result;
    require(above(points[i + 1].sigma, 0.0), error_kind::value,
            "unipc: a step to the clean image must be of order 1; set lower_order_final or end at the first timestep");

    std::array<double, 3> r{};
    for (int k = 0; k < p - 1; ++k)
      r[static_cast<std::size_t>(k)] =
          (points[i - static_cast<std::size_t>(k) - 1].lambda() - points[i].lambda()) / across.h;
    if (correct) r[static_cast<std::size_t>(p - 1)] = 1;
    const std::array<double, 3> rho = solved(r, count, across.y);
    const double gain = across.gain * (b == b_function::bh1 ? across.y : std::expm1(across.y));
    for (int k = 0; k < count; ++k) {
      const double weight = gain * rho[static_cast<std::size_t>(k)] / r[static_cast<std::size_t>(k)];
      m(0) -= weight;
      m(correct && k == p - 1 ? -1 : k + 1) += weight;
    }
    return result;
  }

  /// rho of the `count` equations; a single rho is 1/2, whatever B, which keeps the order.
  std::array<double, 3> solved(const std::array<double, 3>& r, int count, double y) const {
    std::array<double, 3> rho{};
    if (count == 1) {
      rho[0] = 0.5;
      return rho;
    }
    const double scale = b == b_function::bh1 ? y : std::expm1(y);
    std::array<std::array<double, 4>, 3> rows{};  // Gauss, with pivots
    double factorial = 1;
    const auto n = static_cast<std::size_t>(count);
    for (std::size_t j = 0; j < n; ++j) {
      factorial *= static_cast<double>(j + 1);
      for (std::size_t k = 0; k < n; ++k) rows[j][k] = std::pow(r[k], static_cast<double>(j));
      rows[j][n] = factorial * y_phi(static_cast<int>(j) + 2, y) / scale;
    }
    for (std::size_t column = 0; column < n; ++column) {
      std::size_t pivot = column;
      for (std::size_t j = column + 1; j < n; ++j)
        if (std::abs(rows[j][column]) > std::abs(rows[pivot][column])) pivot = j;
      std::swap(rows[column], rows[pivot]);
      for (std::size_t j = 0; j < n; ++j) {
        if (j == column) continue;
        const double factor = rows[j][column] / rows[column][column];
        for (std::size_t k = column; k <= n; ++k) rows[j][k] -= factor * rows[column][k];
      }
    }
    for (std::size_t k = 0; k < n; ++k) rho[k] = rows[k][n] / rows[k][k];
    return rho;
  }
};

}  // namespace sfumato
