#pragma once

#include "lab.hpp"

/// Exercise 4.6: a step of DDIM, which goes backwards without fresh noise (eta = 0).
///
///     A = alpha_bar, P = previous_alpha_bar
///     x0   = (x_t - sqrt(1 - A) * predicted_noise) / sqrt(A)          as in 2.1
///     next = sqrt(P) * x0 + sqrt(1 - P) * predicted_noise             as in 1.2
///
/// Take the picture apart into clean picture and noise, then mix both again as they are mixed at the next timestep.
///
/// x_t                 the noisy picture
/// predicted_noise     the network's answer for x_t, the same size
/// alpha_bar           of the timestep that the step leaves, strictly between 0 and 1
/// previous_alpha_bar  of the timestep it goes to: larger, and 1 in the last step
/// returns             the next picture, the same size
///
/// Source: Song et al. 2021, "Denoising diffusion implicit models", equation 12 with sigma = 0.
inline image ddim_step(const image& x_t, const image& predicted_noise, scalar alpha_bar, scalar previous_alpha_bar) {
  return todo("4.6");
}
