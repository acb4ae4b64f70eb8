#pragma once

#include "lab.hpp"

/// Exercise 2.4: the timestep as numbers that a network can use, like the hands of a clock.
///
///     half = dimension / 2
///     frequency(j)     = exp(-ln(10000) * j / half)      for j = 0, 1, ..., half - 1
///     values(j)        = sin(frequency(j) * t)           the first half
///     values(half + j) = cos(frequency(j) * t)           the second half
///
/// The first hand is the fastest (its frequency is 1); each next one is slower by the same factor. `std::log` is the
/// natural logarithm, ln. Write 10000.0: with the point it is not a whole number.
///
/// t          the timestep, counted from 0
/// dimension  how many numbers, even (the lab's network takes 32)
/// returns    that many numbers from -1 to 1
///
/// Source: Vaswani et al. 2017, "Attention is all you need", section 3.5; Ho et al. 2020, appendix B.
inline curve time_embedding(int t, int dimension) {
  const int half = dimension / 2;
  curve values(dimension);
  // BEGIN SOLUTION todo("2.4");
  for (int j = 0; j < half; ++j) {
    const scalar angle = t * std::exp(-std::log(10000.0) * j / half);
    values(j) = std::sin(angle);
    values(half + j) = std::cos(angle);
  }
  // END SOLUTION
  return values;
}
