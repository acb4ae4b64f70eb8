#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("3.5", clip_x0, image(const image& x0))
