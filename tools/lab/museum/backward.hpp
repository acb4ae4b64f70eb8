#pragma once

#include "lab/museum/hall.hpp"

namespace sfumato::lab::museum {

/// One step of a run backwards: the alpha-bar of the timestep that it leaves, and of the one it goes to (1 in the last
/// step).
struct leap {
  int t = 0;
  double alpha_bar = 0, previous = 1;

  bool last() const { return previous >= 1; }
};

/// x and the network's answer for it make the next x.
using backward_step = std::function<image(const image& x, const image& predicted, const leap& over)>;

/// Steps of a kind that every exhibit puts its functions into. All start from the same noise.
image walk(hall& in, const std::vector<int>& visited, const backward_step& next);

/// Some of the 200 timesteps, evenly spaced, the last one 0.
std::vector<int> visited(int steps);

/// The right belief about the clean picture, clipped.
image belief(const image& x, const image& predicted, const leap& over);

/// mean plus the fresh noise of a step.
image with_noise(const image& mean, const leap& over, const noise_source& draw);

}  // namespace sfumato::lab::museum
