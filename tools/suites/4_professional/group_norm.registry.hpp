#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("4.2", group_norm,
             features(const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon))
