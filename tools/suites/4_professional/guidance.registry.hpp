#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("4.1", guided_noise, image(const image& unconditional, const image& conditional, scalar scale))
