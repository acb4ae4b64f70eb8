#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.5", ema_update, curve(const curve& average, const curve& parameters, scalar decay))
