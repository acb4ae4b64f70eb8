#pragma once

#include "lab.hpp"

/// Exercise 4.2: group norm, which keeps the values inside a deep network at a healthy size.
///
///     y[c] = (x[c] - mean) / sqrt(variance + epsilon) * scale(c) + shift(c)      for every channel c
///
/// The first in_group channels are one group, the next in_group another, and so on. Mean and variance are taken over
/// all the n pixels of all channels of a group together; the variance is the mean of (value - mean)^2, divided by n.
/// Groups do not see each other.
///
/// Loops: `for (int first = 0; first < channels; first += in_group)` goes from group to group, and inside of it
/// `for (int c = first; c < first + in_group; ++c)` through the channels of one. `x[c].sum()` adds all pixels of a
/// channel, `(x[c] - 0.5).square()` subtracts 0.5 from each and squares it, `x[c].size()` is how many there are.
///
/// x             one image a channel, all of one size
/// groups        how many groups; the number of channels is a multiple of it
/// scale, shift  one number a channel
/// epsilon       a small number above 0, so that nothing is divided by 0
/// returns       the same size as x
///
/// Source: Wu and He 2018, "Group normalization", equations 1, 2, 6 and 7.
inline features group_norm(const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) {
  const int channels = static_cast<int>(x.size());
  const int in_group = channels / groups;
  features y = x;
  // BEGIN SOLUTION todo("4.2");
  for (int first = 0; first < channels; first += in_group) {
    scalar mean = 0, variance = 0;
    for (int c = first; c < first + in_group; ++c) mean += x[c].mean() / in_group;
    for (int c = first; c < first + in_group; ++c) variance += (x[c] - mean).square().mean() / in_group;
    for (int c = first; c < first + in_group; ++c)
      y[c] = (x[c] - mean) / std::sqrt(variance + epsilon) * scale(c) + shift(c);
  }
  // END SOLUTION
  return y;
}
