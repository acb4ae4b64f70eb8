#pragma once

#include "judge/exercise.hpp"

LAB_EXERCISE("B.2", zero_terminal_snr, curve(const curve& betas))
