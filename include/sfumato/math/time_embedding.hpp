#pragma once

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Sinusoidal features of a time (Vaswani et al. 2017; Ho et al. 2020): frequencies exp(-ln(max_period) j / (dim/2 -
/// freq_shift)), j = 0 ... dim/2 - 1; the sines first, then the cosines, or the other way round when flipped. An odd
/// dimension ends in a zero. Angles are made in double: near t = 1000 a float angle is off by 3e-5.
struct time_embedding_options {
  index_t dim = 32;
  bool flip_sin_to_cos = false;
  double freq_shift = 0;
  double max_period = 10000;
};

}  // namespace sfumato
