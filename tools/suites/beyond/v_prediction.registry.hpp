#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.3a", v_target, image(const image& x0, const image& noise, scalar alpha_bar))
LAB_EXERCISE("B.3b", x0_from_v, image(const image& x_t, const image& v, scalar alpha_bar))
