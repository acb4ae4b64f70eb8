#pragma once

#include "beyond/dpm_solver.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// The numbers of one step, as they should be.
struct dpm_numbers {
  dpm_numbers(scalar before, scalar now, scalar next)
      : h(lambda(next) - lambda(now)),
        r((lambda(now) - lambda(before)) / h),
        shrink(std::sqrt((1 - next) / (1 - now))),
        alpha_now(std::sqrt(now)),
        alpha_next(std::sqrt(next)) {}

  static scalar lambda(scalar alpha_bar) { return 0.5 * std::log(alpha_bar / (1 - alpha_bar)); }

  scalar h, r, shrink, alpha_now, alpha_next;
};

inline image dpm_moved(const image& x, const image& D, const dpm_numbers& n) {
  return n.shrink * x - n.alpha_next * (std::exp(-n.h) - 1) * D;
}

inline const lab::variants<signature::dpm_solver_step> dpm_solver_step(
    "dpm_solver_step",
    {{"first_order", "D is x0_now alone: that is DDIM, which does not look back",
      [](const image& x, const image& now, const image&, scalar A0, scalar A1, scalar A2) -> image {
        return dpm_moved(x, now, {A0, A1, A2});
      }},
     {"r_upside_down",
      "r is upside down (h, the length of this step, belongs below), or the brackets of 2 * r are missing",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        const dpm_numbers n(A0, A1, A2);
        return dpm_moved(x, now + (now - before) * n.r / 2, n);
      }},
     {"two_missing", "the 2 in 2 * r is missing: the belief must be led on by half a step, not by a whole one",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        const dpm_numbers n(A0, A1, A2);
        return dpm_moved(x, now + (now - before) / n.r, n);
      }},
     {"beliefs_swapped", "x0_now and x0_before are swapped",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        const dpm_numbers n(A0, A1, A2);
        return dpm_moved(x, before + (before - now) / (2 * n.r), n);
      }},
     {"led_back", "the difference is the wrong way round, x0_before - x0_now: the belief is led back instead of on",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        const dpm_numbers n(A0, A1, A2);
        return dpm_moved(x, now + (before - now) / (2 * n.r), n);
      }},
     {"sign_of_h", "exp(h) stands where exp(-h) belongs",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        dpm_numbers n(A0, A1, A2);
        const image D = now + (now - before) / (2 * n.r);
        n.h = -n.h;
        return dpm_moved(x, D, n);
      }},
     {"lambda_without_roots", "lambda is ln(A / (1 - A)), twice too large: it takes the square roots of both",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        dpm_numbers n(A0, A1, A2);
        n.h *= 2;
        return dpm_moved(x, now + (now - before) / (2 * n.r), n);
      }},
     {"logarithm_to_base_10", "lambda is taken with std::log10: ln, the natural logarithm, is std::log",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        dpm_numbers n(A0, A1, A2);
        n.h /= std::log(10.0);
        return dpm_moved(x, now + (now - before) / (2 * n.r), n);
      }},
     {"alpha_now_for_next", "alpha_now stands where alpha_next belongs",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        dpm_numbers n(A0, A1, A2);
        n.alpha_next = n.alpha_now;
        return dpm_moved(x, now + (now - before) / (2 * n.r), n);
      }},
     {"sigmas_swapped", "x is multiplied by sigma_now / sigma_next: it must shrink, by sigma_next / sigma_now",
      [](const image& x, const image& now, const image& before, scalar A0, scalar A1, scalar A2) -> image {
        dpm_numbers n(A0, A1, A2);
        n.shrink = 1 / n.shrink;
        return dpm_moved(x, now + (now - before) / (2 * n.r), n);
      }}});

inline const lab::known_formula dpm_solver_step_formula(
    "dpm_solver_step",
    "sigma_now = sqrt(1 - alpha_bar_now); sigma_next = sqrt(1 - alpha_bar_next); alpha_next = "
    "sqrt(alpha_bar_next); lambda_before = log(sqrt(alpha_bar_before) / sqrt(1 - alpha_bar_before)); lambda_now "
    "= log(sqrt(alpha_bar_now) / sigma_now); lambda_next = log(alpha_next / sigma_next); h = lambda_next - "
    "lambda_now; r = (lambda_now - lambda_before) / h; D = x0_now + (x0_now - x0_before) / (2 * r); sigma_next / "
    "sigma_now * x - alpha_next * (exp(-h) - 1) * D");

}  // namespace wrong
