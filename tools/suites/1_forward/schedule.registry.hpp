#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("1.1a", linear_betas, curve(int timesteps, scalar first, scalar last))
LAB_EXERCISE("1.1b", alpha_bars, curve(const curve& betas))
