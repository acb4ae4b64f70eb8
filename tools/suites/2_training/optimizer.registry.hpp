#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("2.6", sgd_step, curve(const curve& parameters, const curve& gradient, scalar learning_rate))
LAB_EXERCISE("2.7", update_moments, moments(const moments& before, const curve& gradient, scalar beta1, scalar beta2))
LAB_EXERCISE("2.8", adam_step,
             curve(const curve& parameters, const moments& averages, int k, scalar learning_rate, scalar beta1,
                   scalar beta2, scalar epsilon))
