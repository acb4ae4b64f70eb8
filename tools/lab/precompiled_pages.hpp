// Compiled once for what draws with the students' functions; every file still includes what it uses.
#pragma once

// First, since it says how Eigen complains.
#include "judge/exercise.hpp"
#include "lab.hpp"
#include "sfumato/io.hpp"
