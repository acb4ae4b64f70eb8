#pragma once

#include <algorithm>

#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// The sum over i in [0,n) of functor(a[i], b[i], ...): lanes side by side, then the lanes in a fixed order.
template <class T, class F, class... P>
SFUMATO_ALWAYS_INLINE T sum_packs(index_t n, F&& functor, const P*... data) {
  constexpr index_t lanes = pack<T>::size;
  pack<T> sum = pack<T>::zero();
  index_t i = 0;
  for (; i + lanes <= n; i += lanes) sum += functor(pack<T>::load(data + i)...);
  if (i < n) {
    alignas(64) T last[std::size_t{lanes}] = {};
    functor(pack<T>::load_first(data + i, n - i)...).store_first(last, n - i);
    sum += pack<T>::load(last);
  }
  return sum_lanes(sum);
}

/// The largest of x[0] ... x[n-1], n at least 1.
template <class T>
SFUMATO_ALWAYS_INLINE T max_packs(index_t n, const T* x) {
  constexpr index_t lanes = pack<T>::size;
  if (n < lanes) return *std::max_element(x, x + n);
  pack<T> largest = pack<T>::load(x + n - lanes);
  for (index_t i = 0; i + lanes <= n; i += lanes) largest = larger(largest, pack<T>::load(x + i));
  alignas(64) T each[std::size_t{lanes}];
  largest.store(each);
  return *std::max_element(each, each + lanes);
}

}  // namespace sfumato::cpu_kernels
