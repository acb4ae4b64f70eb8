#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("1.3", snr_db, scalar(scalar alpha_bar))
LAB_EXERCISE("1.4", first_noisy_timestep, int(const curve& alpha_bars))
