#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("3.2", sample,
             image(const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
                   const noise_source& draw_noise))
