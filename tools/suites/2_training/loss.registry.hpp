#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("2.2", mse, scalar(const image& prediction, const image& target))
LAB_EXERCISE("2.5", mse_gradient, image(const image& prediction, const image& target))
