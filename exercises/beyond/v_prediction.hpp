#pragma once

#include "lab.hpp"

/// Exercise B.3a: what a network learns to predict instead of the noise.
///
///     v = sqrt(alpha_bar) * noise - sqrt(1 - alpha_bar) * x0
///
/// The weights are those of 1.2 exchanged, one with a minus sign. While the picture is clear v is nearly the noise; at
/// the end it is nearly the picture, turned negative: always what is not plain to see.
///
/// x0         the clean picture, values from -1 to 1
/// noise      the same size, standard normal
/// alpha_bar  how much of the picture is left at t, from 0 to 1
/// returns    v, the same size
///
/// Source: Salimans and Ho 2022, "Progressive distillation for fast sampling of diffusion models", section 4.
inline image v_target(const image& x0, const image& noise, scalar alpha_bar) {
  return todo("B.3a");
}

/// Exercise B.3b: the way back, from the noisy picture and v to the clean picture.
///
///     x0 = sqrt(alpha_bar) * x_t - sqrt(1 - alpha_bar) * v
///
/// Nothing is divided by sqrt(alpha_bar) as in 2.1, so it works even where alpha_bar is 0.
///
/// x_t        the noisy picture
/// v          the same size: the network's answer
/// alpha_bar  how much of the picture is left at t, from 0 to 1
/// returns    x̂_0, the same size; it is not clipped here
///
/// Source: Salimans and Ho 2022, "Progressive distillation for fast sampling of diffusion models", section 4.
inline image x0_from_v(const image& x_t, const image& v, scalar alpha_bar) {
  return todo("B.3b");
}
