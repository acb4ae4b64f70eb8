#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("3.1", reverse_mean, image(const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar))
LAB_EXERCISE("3.3", reverse_sigma, scalar(scalar alpha_bar, scalar previous_alpha_bar))
LAB_EXERCISE("3.4", reverse_mean_from_x0,
             image(const image& x_t, const image& x0, scalar alpha_bar, scalar previous_alpha_bar))
