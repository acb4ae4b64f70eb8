#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("4.6", ddim_step,
             image(const image& x_t, const image& predicted_noise, scalar alpha_bar, scalar previous_alpha_bar))
