#pragma once

#include "sfumato/backend/cpu/reduce_packs.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// What turns a score into its probability: p = exp(x - largest) inverse_sum.
template <class T>
struct softmax_terms {
  T largest, inverse_sum;
};

/// x := softmax(x) over n neighbouring scalars; the largest is subtracted first, so no exponential overflows.
template <class T>
softmax_terms<T> softmax_row(index_t n, T* x) {
  const T largest = max_packs(n, static_cast<const T*>(x));
  map_packs<T>(
      n, [&](pack<T>& score) { score = exp(score - pack<T>(largest)); }, x);
  const T inverse_sum = T(1) / sum_packs<T>(
                                   n, [](pack<T> e) { return e; }, static_cast<const T*>(x));
  map_packs<T>(
      n, [&](pack<T>& e) { e *= pack<T>(inverse_sum); }, x);
  return {largest, inverse_sum};
}

/// The same bits again, from terms that were kept.
template <class T>
void softmax_row(index_t n, T* x, const softmax_terms<T>& terms) {
  map_packs<T>(
      n, [&](pack<T>& score) { score = exp(score - pack<T>(terms.largest)) * pack<T>(terms.inverse_sum); }, x);
}

/// The gradient of the scores: p (g - sum of p g).
template <class T>
T softmax_mean_gradient(index_t n, const T* p, const T* upper) {
  return sum_packs<T>(
      n, [](pack<T> a, pack<T> b) { return a * b; }, p, upper);
}

}  // namespace sfumato::cpu_kernels
