#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.4", min_snr_weight, scalar(scalar alpha_bar, scalar gamma))
