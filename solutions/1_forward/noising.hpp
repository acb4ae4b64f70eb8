#pragma once

#include "lab.hpp"

/// Exercise 1.2: jump from the clean picture straight to any timestep.
///
///     x_t = sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise
///
/// The two weights, squared, add up to 1: as the picture fades the noise grows, and the overall contrast stays.
/// `std::sqrt` is the square root; a number times an image scales every pixel.
///
/// x0         the clean picture, values from -1 to 1
/// noise      the same size, standard normal
/// alpha_bar  how much of the picture is left at t, between 0 and 1
/// returns    the noisy picture x_t, the same size
///
/// Source: Ho et al. 2020, equation 4.
inline image add_noise(const image& x0, const image& noise, scalar alpha_bar) {
  // BEGIN SOLUTION return todo("1.2");
  return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise;
  // END SOLUTION
}
