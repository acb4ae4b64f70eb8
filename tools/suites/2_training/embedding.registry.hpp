#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("2.4", time_embedding, curve(int t, int dimension))
