#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.1", cosine_betas, curve(int timesteps))
