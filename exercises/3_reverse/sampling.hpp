#pragma once

#include "lab.hpp"

/// Exercise 3.2: the loop that turns pure noise into a picture, one small step after the other.
///
///     for t = timesteps - 1, ..., 1, 0:
///         x = mean(x, predict_noise(x, t), t)
///         x = x + sigma(t) * fresh noise          not in the last step, where t = 0
///
/// A network is a function here, and so is your mean of 3.1, which gets t and looks up its beta and alpha_bar by
/// itself: `image e = predict_noise(x, t);` asks the network, `image m = mean(x, e, t);` takes the mean. Every call of
/// `draw_noise()` gives new noise. At t = 0 none must be drawn, whatever sigmas(0) is.
///
/// start          pure noise
/// sigmas         sigma for each timestep: `sigmas(t)`
/// predict_noise  the network: once in every step, with the x of that step
/// mean           the middle of one step backwards
/// draw_noise     fresh noise, the size of start
/// returns        the picture, the same size
///
/// Source: Ho et al. 2020, algorithm 2.
inline image sample(const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
                    const noise_source& draw_noise) {
  const int timesteps = static_cast<int>(sigmas.size());
  image x = start;
  todo("3.2");
  return x;
}
