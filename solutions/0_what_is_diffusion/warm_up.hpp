#pragma once

#include "lab.hpp"

/// Exercise 0.0 (no points): change the number, save, run `./lab run 0` and see the page change. (Predict Q4 first: the
/// page shows where that leads.)
///
/// returns  how much noise the right one of the page's first two pictures gets: 0 is none, 1 is nothing but noise
inline scalar amount_of_noise() { return 0.3; }
