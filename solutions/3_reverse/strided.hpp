#pragma once

#include "lab.hpp"

/// Exercise 3.6: which timesteps a shorter run visits, from noisy to clean.
///
///     stride = timesteps / steps, a division of whole numbers
///     (steps - 1) * stride, ..., 2 * stride, stride, 0
///
/// 50 of 200 are 196, 192, ..., 4, 0. `visited.push_back(t)` appends one.
///
/// timesteps  how many the network was trained with
/// steps      how many to visit, from 1 to timesteps
/// returns    the visited timesteps, falling
///
/// Source: Song et al. 2021, "Denoising diffusion implicit models", section 4.2.
inline std::vector<int> strided_timesteps(int timesteps, int steps) {
  std::vector<int> visited;
  // BEGIN SOLUTION todo("3.6");
  for (int i = steps - 1; i >= 0; --i) visited.push_back(i * (timesteps / steps));
  // END SOLUTION
  return visited;
}
