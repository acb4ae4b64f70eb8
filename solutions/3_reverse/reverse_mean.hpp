#pragma once

#include "lab.hpp"

/// Exercise 3.1: the middle of one step backwards, from t to t - 1. The fresh noise comes on top, in 3.2.
///
///     alpha = 1 - beta
///     mean = (x_t - beta / sqrt(1 - alpha_bar) * predicted_noise) / sqrt(alpha)
///
/// Only a share of the noise goes, then the picture is scaled up a little.
///
/// x_t              the noisy picture
/// predicted_noise  the network's answer for x_t, the same size
/// beta, alpha_bar  of this timestep, strictly between 0 and 1
/// returns          the mean of x_{t-1}, the same size
///
/// Source: Ho et al. 2020, equation 11.
inline image reverse_mean(const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar) {
  // BEGIN SOLUTION return todo("3.1");
  return (x_t - beta / std::sqrt(1 - alpha_bar) * predicted_noise) / std::sqrt(1 - beta);
  // END SOLUTION
}

/// Exercise 3.3: how strong the fresh noise of a step is.
///
///     a = alpha_bar / previous_alpha_bar
///     sigma = sqrt((1 - previous_alpha_bar) / (1 - alpha_bar) * (1 - a))
///
/// alpha_bar           of the timestep that the step leaves, strictly between 0 and 1
/// previous_alpha_bar  of the timestep it goes to: larger, and 1 in the last step, where sigma is 0
/// returns             sigma, 0 or more
///
/// Source: Ho et al. 2020, equation 7.
inline scalar reverse_sigma(scalar alpha_bar, scalar previous_alpha_bar) {
  // BEGIN SOLUTION return todo("3.3");
  return std::sqrt((1 - previous_alpha_bar) / (1 - alpha_bar) * (1 - alpha_bar / previous_alpha_bar));
  // END SOLUTION
}

/// Exercise 3.4: the reverse mean by way of the clean picture that the network believes in.
///
///     A = alpha_bar, P = previous_alpha_bar, a = A / P
///     mean = sqrt(P) * (1 - a) / (1 - A) * x0 + sqrt(a) * (1 - P) / (1 - A) * x_t
///
/// With x0 from 2.1 and neighbouring timesteps it equals 3.1. It also holds when timesteps are skipped.
///
/// x_t                 the noisy picture
/// x0                  what the network believes is behind it, the same size
/// alpha_bar           of the timestep that the step leaves, strictly between 0 and 1
/// previous_alpha_bar  of the timestep it goes to: larger, and 1 in the last step
/// returns             the mean of the next picture, the same size
///
/// Source: Ho et al. 2020, equation 7.
inline image reverse_mean_from_x0(const image& x_t, const image& x0, scalar alpha_bar, scalar previous_alpha_bar) {
  // BEGIN SOLUTION return todo("3.4");
  const scalar a = alpha_bar / previous_alpha_bar;
  const scalar weight_0 = std::sqrt(previous_alpha_bar) * (1 - a) / (1 - alpha_bar);
  const scalar weight_t = std::sqrt(a) * (1 - previous_alpha_bar) / (1 - alpha_bar);
  return weight_0 * x0 + weight_t * x_t;
  // END SOLUTION
}
