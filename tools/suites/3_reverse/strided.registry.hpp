#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("3.6", strided_timesteps, std::vector<int>(int timesteps, int steps))
