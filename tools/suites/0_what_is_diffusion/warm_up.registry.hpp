#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("0.0", amount_of_noise, scalar())
