#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("0.1a", to_model_range, image(const image& pixels))
LAB_EXERCISE("0.1b", to_pixels, image(const image& x))
