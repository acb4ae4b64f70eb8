#pragma once

#include "lab.hpp"

/// Exercise 1.1a: how much noise each timestep adds.
///
///     beta(t) = first + (last - first) * t / (timesteps - 1)      for t = 0, 1, ..., timesteps - 1
///
/// A straight line: beta(0) is exactly `first`, beta(timesteps - 1) exactly `last`.
///
/// timesteps  how many, at least 2
/// returns    one beta a timestep
///
/// Source: Ho et al. 2020, section 4.
inline curve linear_betas(int timesteps, scalar first, scalar last) {
  curve betas(timesteps);
  // BEGIN SOLUTION todo("1.1a");
  for (int t = 0; t < timesteps; ++t) betas(t) = first + (last - first) * t / (timesteps - 1);
  // END SOLUTION
  return betas;
}

/// Exercise 1.1b: how much of the picture is left after all steps up to t.
///
///     alpha(t) = 1 - beta(t)
///     alpha_bar(t) = alpha(0) * alpha(1) * ... * alpha(t)
///
/// A running product: each alpha_bar is the one before it times one more alpha.
///
/// betas    one number a timestep
/// returns  one alpha_bar a timestep, falling from near 1 towards 0
///
/// Source: Ho et al. 2020, section 2, below equation 3.
inline curve alpha_bars(const curve& betas) {
  curve products(betas.size());
  // BEGIN SOLUTION todo("1.1b");
  scalar product = 1;
  for (int t = 0; t < betas.size(); ++t) {
    product *= 1 - betas(t);
    products(t) = product;
  }
  // END SOLUTION
  return products;
}
