#pragma once

#include "lab.hpp"

/// Exercise B.4: how much the error of the predicted noise counts at a timestep.
///
///     SNR = alpha_bar / (1 - alpha_bar)
///     weight = min(SNR, gamma) / SNR
///
/// The squared error of x̂_0 is that of the noise, divided by the SNR: so the error of the picture counts min(SNR,
/// gamma) times, never more than gamma. `std::min(a, b)` is the smaller of two numbers.
///
/// alpha_bar  strictly between 0 and 1
/// gamma      the limit, above 0, usually 5
/// returns    the weight: 1 where the SNR is at most gamma, less where the picture is clearer
///
/// Source: Hang et al. 2023, "Efficient diffusion training via min-SNR weighting strategy".
inline scalar min_snr_weight(scalar alpha_bar, scalar gamma) {
  return todo("B.4");
}
