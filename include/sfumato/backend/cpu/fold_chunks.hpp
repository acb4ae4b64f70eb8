#pragma once

#include <algorithm>

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/core/batch_chunks.hpp"
#include "sfumato/core/thread_pool.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// to[i] += from[i].
template <class T, class S>
void add_to(T* to, const S* from, index_t n) {
  map_packs<T>(
      n, [](pack<T>& sum, const pack<T>& part) { sum += part; }, to, from);
}

/// Sums of chunks, part[chunk][stride], become their sum over all chunks, in part[0][0 ... n). The others are spoilt.
template <class T>
void fold_chunks(thread_pool& pool, const batch_chunks& chunks, T* part, index_t stride, index_t n) {
  constexpr index_t block = 2048;
  const auto one = [&](index_t b, int) {
    const index_t first = b * block, count = (std::min)(block, n - first);
    chunks.fold([&](index_t to, index_t from) {
      add_to(part + to * stride + first, static_cast<const T*>(part + from * stride + first), count);
    });
  };
  if (n <= block) {
    one(0, 0);
  } else {
    pool.parallel_for((n + block - 1) / block, one);
  }
}

/// out[i] (+)= sum[i].
template <class T>
void put_sum(const T* sum, index_t n, grad_slot<T> out) {
  if (out.accumulate) {
    add_to(out.data, sum, n);
  } else {
    std::copy_n(sum, n, out.data);
  }
}

/// out[i] (+)= the sum over all rows of row[r][n], which are spoilt.
template <class T>
void sum_over_batch(thread_pool& pool, const batch_chunks& chunks, T* row, index_t n, grad_slot<T> out) {
  if (chunks.rows == 0) {
    if (!out.accumulate) std::fill_n(out.data, n, T(0));
    return;
  }
  for (index_t chunk = 0; chunk < chunks.count; ++chunk)
    for (index_t r = chunks.begin(chunk) + 1; r < chunks.end(chunk); ++r)
      add_to(row + chunks.begin(chunk) * n, static_cast<const T*>(row + r * n), n);
  fold_chunks(pool, chunks, row, chunks.size * n, n);
  put_sum(static_cast<const T*>(row), n, out);
}

}  // namespace sfumato::cpu_kernels
