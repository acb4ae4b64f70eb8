#pragma once

#include "lab.hpp"

/// Exercise 1.3: signal against noise, in decibels.
///
///     SNR = alpha_bar / (1 - alpha_bar)
///     in dB = 10 * log10(SNR)
///
/// 0 dB: picture and noise are equally strong. +10 dB: the picture has ten times the power. -10 dB: the noise has.
/// `std::log10` is the logarithm to base 10.
///
/// alpha_bar  strictly between 0 and 1
/// returns    decibels
///
/// Source: Kingma et al. 2021, "Variational diffusion models", equation 2.
inline scalar snr_db(scalar alpha_bar) {
  // BEGIN SOLUTION return todo("1.3");
  return 10 * std::log10(alpha_bar / (1 - alpha_bar));
  // END SOLUTION
}

/// Exercise 1.4: the first timestep at which the noise is stronger than the picture.
///
///     the smallest t with SNR(t) = alpha_bar(t) / (1 - alpha_bar(t)) < 1
///
/// alpha_bars  one number a timestep, falling
/// returns     that t, counted from 0; -1 where no timestep is so noisy
inline int first_noisy_timestep(const curve& alpha_bars) {
  // BEGIN SOLUTION return todo("1.4");
  for (int t = 0; t < alpha_bars.size(); ++t)
    if (alpha_bars(t) / (1 - alpha_bars(t)) < 1) return t;
  return -1;
  // END SOLUTION
}
