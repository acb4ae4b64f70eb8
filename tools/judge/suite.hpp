#pragma once

// What a suite under tools/suites/ includes.

#include <gtest/gtest.h>

#include "judge/answer.hpp"
#include "judge/inputs.hpp"

using lab::ask;
using lab::inputs;
using lab::place;
using lab::recorded;
using lab::text;
