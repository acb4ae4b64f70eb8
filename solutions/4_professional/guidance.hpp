#pragma once

#include "lab.hpp"

/// Exercise 4.1: guidance, by which a prompt steers a picture.
///
///     guided = unconditional + scale * (conditional - unconditional)
///
/// The difference of the two answers is the direction "more of what the prompt says". 0 ignores the prompt, 1 is the
/// plain conditional answer, and more than 1 exaggerates.
///
/// unconditional  the noise that the network sees without the prompt
/// conditional    the noise that it sees with the prompt, the same size
/// scale          how far to go, 0 or more (often 3 to 7)
/// returns        the noise to remove, the same size
///
/// Source: Ho and Salimans 2022, "Classifier-free diffusion guidance", equation 6. Their w is our scale minus 1.
inline image guided_noise(const image& unconditional, const image& conditional, scalar scale) {
  // BEGIN SOLUTION return todo("4.1");
  return unconditional + scale * (conditional - unconditional);
  // END SOLUTION
}
