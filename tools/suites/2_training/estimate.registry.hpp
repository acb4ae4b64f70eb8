#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("2.1", estimate_x0, image(const image& x_t, const image& predicted_noise, scalar alpha_bar))
