#pragma once

#include "lab.hpp"

/// Exercise 2.1: whoever knows the noise knows the picture. It is the formula of 1.2, solved for x0.
///
///     x_t = sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise
///     x0  = (x_t - sqrt(1 - alpha_bar) * noise) / sqrt(alpha_bar)
///
/// With the true noise this gives back the picture exactly; with predicted noise it gives what the network believes the
/// picture is, written x̂_0. That may leave -1...1 a little: it is not clipped here.
///
/// x_t              the noisy picture
/// predicted_noise  the same size: the network's answer
/// alpha_bar        how much of the picture is left at t, above 0, at most 1
/// returns          x̂_0, the same size
///
/// Source: Ho et al. 2020, equation 4, solved for x0 (as in equation 15).
inline image estimate_x0(const image& x_t, const image& predicted_noise, scalar alpha_bar) {
  // BEGIN SOLUTION return todo("2.1");
  return (x_t - std::sqrt(1 - alpha_bar) * predicted_noise) / std::sqrt(alpha_bar);
  // END SOLUTION
}
