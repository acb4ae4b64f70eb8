#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.6", dpm_solver_step,
             image(const image& x, const image& x0_now, const image& x0_before, scalar alpha_bar_before,
                   scalar alpha_bar_now, scalar alpha_bar_next))
