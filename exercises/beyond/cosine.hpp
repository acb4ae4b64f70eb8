#pragma once

#include "lab.hpp"

/// Exercise B.1: first decide how much of the picture is left at each time, then find the betas that lead there.
///
///     f(u)    = cos((u + 0.008) / 1.008 * pi / 2)^2                              for u from 0 to 1
///     beta(i) = min(1 - f((i + 1) / timesteps) / f(i / timesteps), 0.999)        for i = 0, 1, ..., timesteps - 1
///
/// f(u) is what is left at time u; each beta is the share that one step takes of it. The last step would take all, and
/// stops at 0.999. `std::cos` is the cosine, `std::min(a, b)` the smaller of two numbers, pi is 3.141592653589793.
/// Write (i + 1.0) / timesteps: without a point it is a division of whole numbers. To write f only once, make a small
/// function inside of yours: `const auto f = [](scalar u) { return 2 * u; };` is one that doubles.
///
/// timesteps  how many, at least 1
/// returns    one beta a timestep, rising, at most 0.999
///
/// Source: Nichol and Dhariwal 2021, "Improved denoising diffusion probabilistic models", equation 17.
inline curve cosine_betas(int timesteps) {
  curve betas(timesteps);
  todo("B.1");
  return betas;
}
