#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// log( sum of exp(x[k]) ) over n >= 1 neighbouring numbers. The largest is taken out first, so no exponential
/// overflows, and one of them is 1, so the sum cannot vanish.
template <class T>
SFUMATO_HOST_DEVICE T log_sum_exp(index_t n, const T* x) {
  using std::exp;
  using std::log;
  T largest = x[0];
  for (index_t k = 1; k < n; ++k) largest = x[k] > largest ? x[k] : largest;
  T sum = 0;
  for (index_t k = 0; k < n; ++k) sum += exp(x[k] - largest);
  return largest + log(sum);
}

/// The place of the largest of n >= 1 numbers, the first of several.
template <class T>
SFUMATO_HOST_DEVICE index_t place_of_largest(index_t n, const T* x) {
  index_t place = 0;
  for (index_t k = 1; k < n; ++k)
    if (x[k] > x[place]) place = k;
  return place;
}

}  // namespace sfumato
