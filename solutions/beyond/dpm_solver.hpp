#pragma once

#include "lab.hpp"

/// Exercise B.6: one step of DPM-Solver++ 2M. It follows a bend, because it remembers what the network said before.
///
///     alpha = sqrt(A), sigma = sqrt(1 - A), lambda = ln(alpha / sigma)      with A the alpha_bar of each time
///     h = lambda_next - lambda_now
///     r = (lambda_now - lambda_before) / h
///     D = x0_now + (x0_now - x0_before) / (2 * r)
///     x_next = sigma_next / sigma_now * x - alpha_next * (exp(-h) - 1) * D
///
/// D is the belief about the picture, led on by half a step in the direction in which it has been changing. `std::log`
/// is the natural logarithm ln, `std::exp(-h)` is e to the power of -h. Whoever calls this takes the first step (there
/// is no x0_before yet) and the last ones (where lambda leaps, in the end to infinity) with DDIM instead.
///
/// x                 the noisy picture now
/// x0_now            what the network believes the clean picture to be, given x; the same size
/// x0_before         what it believed one step ago, the same size
/// alpha_bar_before  of the step before
/// alpha_bar_now     of x: larger
/// alpha_bar_next    of the picture to make: larger still; all three strictly between 0 and 1
/// returns           the less noisy picture, the same size
///
/// Source: Lu et al. 2022, "DPM-Solver++", arXiv 2211.01095, algorithm 2.
inline image dpm_solver_step(const image& x, const image& x0_now, const image& x0_before, scalar alpha_bar_before,
                             scalar alpha_bar_now, scalar alpha_bar_next) {
  // BEGIN SOLUTION return todo("B.6");
  const scalar sigma_now = std::sqrt(1 - alpha_bar_now), sigma_next = std::sqrt(1 - alpha_bar_next);
  const scalar alpha_next = std::sqrt(alpha_bar_next);
  const scalar lambda_before = std::log(std::sqrt(alpha_bar_before) / std::sqrt(1 - alpha_bar_before));
  const scalar lambda_now = std::log(std::sqrt(alpha_bar_now) / sigma_now);
  const scalar lambda_next = std::log(alpha_next / sigma_next);
  const scalar h = lambda_next - lambda_now;
  const scalar r = (lambda_now - lambda_before) / h;
  const image D = x0_now + (x0_now - x0_before) / (2 * r);
  return sigma_next / sigma_now * x - alpha_next * (std::exp(-h) - 1) * D;
  // END SOLUTION
}
