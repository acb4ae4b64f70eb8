#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("1.2", add_noise, image(const image& x0, const image& noise, scalar alpha_bar))
