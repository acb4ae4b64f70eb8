#pragma once

#include "lab.hpp"

/// Exercise 0.1a: from the pixels of a file to the numbers a diffusion model works with.
///
///     x = pixel / 127.5 - 1
///
/// Black (0) becomes -1, white (255) becomes +1, and middle grey lands at 0: on the same scale as the noise to come.
///
/// pixels   any size, values from 0 to 255
/// returns  the same size, values from -1 to 1
///
/// Source: Ho et al. 2020, section 3.3.
inline image to_model_range(const image& pixels) {
  // BEGIN SOLUTION return todo("0.1a");
  return pixels / 127.5 - 1;
  // END SOLUTION
}

/// Exercise 0.1b: and back, so that a screen can show what the model made.
///
///     pixel = (x + 1) * 127.5, kept between 0 and 255
///
/// A model may overshoot a little. A pixel cannot: what is below 0 becomes 0, what is above 255 becomes 255.
/// Eigen: `a.max(0.0)` takes the larger of each value and 0, `a.min(255.0)` the smaller.
///
/// x        any size, values around -1 to 1
/// returns  the same size, values from 0 to 255
inline image to_pixels(const image& x) {
  // BEGIN SOLUTION return todo("0.1b");
  return ((x + 1) * 127.5).max(0.0).min(255.0);
  // END SOLUTION
}
