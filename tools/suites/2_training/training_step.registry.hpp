#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("2.3", training_step_order, std::string())
