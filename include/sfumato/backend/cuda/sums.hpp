#pragma once

#include <cstddef>

#include "sfumato/backend/cuda/block.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// A sum in a block has `lanes` lanes, however many threads there are: lane l takes the terms l, l + lanes, ... in
/// order, and one tree adds up the lanes. A thread works for one lane or for several.
inline constexpr index_t lanes = 256;

/// A lane sums so many terms in the arithmetic of its numbers before it goes on in double: long rows lose no digits,
/// and a GPU that is slow in double seldom meets one.
inline constexpr index_t terms_in_real = 32;

/// K sums at once.
template <class T, int K>
struct several {
  T at[K] = {};

  SFUMATO_HOST_DEVICE several& operator+=(const several& other) {
    for (int k = 0; k < K; ++k) at[k] += other.at[k];
    return *this;
  }
};

/// Shared memory that sum_columns and sum_all of K sums take.
template <int K>
constexpr std::size_t bytes_of_sums() {
  return sizeof(several<double, K>) * static_cast<std::size_t>(lanes);
}

/// The terms first, first + step, ... below n, in order.
template <class R, int K, class F>
SFUMATO_HOST_DEVICE several<double, K> lane_sum(index_t first, index_t n, index_t step, F&& f) {
  several<double, K> total;
  for (index_t i = first; i < n;) {
    several<R, K> part;
    for (index_t k = 0; k < terms_in_real && i < n; ++k, i += step) part += f(i);
    for (int k = 0; k < K; ++k) total.at[k] += static_cast<double>(part.at[k]);
  }
  return total;
}

/// For each of `columns` columns the sums over `rows` rows of f(row, column), a several<R, K>; then put(column, sums),
/// by one thread. Columns are taken side by side as far as lanes go, so that neighbours read neighbouring numbers.
template <class R, int K, block B, class F, class Put>
SFUMATO_HOST_DEVICE void sum_columns(const B& b, std::byte* memory, index_t rows, index_t columns, F&& f, Put&& put) {
  auto* sums = reinterpret_cast<several<double, K>*>(memory);
  for (index_t first = 0; first < columns; first += lanes) {
    const index_t width = columns - first < lanes ? columns - first : lanes;
    index_t lanes_each = 1;
    while (2 * lanes_each * width <= lanes) lanes_each *= 2;
    each(b, width * lanes_each, [&](index_t lane) {
      const index_t column = first + lane % width;
      sums[lane] = lane_sum<R, K>(lane / width, rows, lanes_each, [&](index_t row) { return f(row, column); });
    });
    for (index_t half = lanes_each / 2; half > 0; half /= 2) {
      b.sync();
      each(b, width * half, [&](index_t lane) { sums[lane] += sums[lane + width * half]; });
    }
    b.sync();
    each(b, width, [&](index_t lane) { put(first + lane, sums[lane]); });
    b.sync();  // the next columns, or the caller's next sums, write here
  }
}

/// The sums of f(i) for i in [0,n), a several<R, K>; every thread gets them.
template <class R, int K, block B, class F>
SFUMATO_HOST_DEVICE several<double, K> sum_all(const B& b, std::byte* memory, index_t n, F&& f) {
  auto* sums = reinterpret_cast<several<double, K>*>(memory);
  each(b, lanes, [&](index_t lane) { sums[lane] = lane_sum<R, K>(lane, n, lanes, f); });
  for (index_t half = lanes / 2; half > 0; half /= 2) {
    b.sync();
    each(b, half, [&](index_t lane) { sums[lane] += sums[lane + half]; });
  }
  b.sync();
  const several<double, K> total = sums[0];
  b.sync();
  return total;
}

/// The largest of f(i) for i in [0,n), n at least 1; every thread gets it.
template <class R, block B, class F>
SFUMATO_HOST_DEVICE R largest_of_all(const B& b, std::byte* memory, index_t n, F&& f) {
  auto* found = reinterpret_cast<R*>(memory);
  const index_t used = n < lanes ? n : lanes;
  each(b, used, [&](index_t lane) {
    R most = f(lane);
    for (index_t i = lane + lanes; i < n; i += lanes) {
      const R x = f(i);
      if (most < x) most = x;
    }
    found[lane] = most;
  });
  b.sync();
  // A short chain in place of a tree: the order does not change the largest, and every thread reads the same.
  R most = found[0];
  for (index_t lane = 1; lane < used; ++lane)
    if (most < found[lane]) most = found[lane];
  b.sync();
  return most;
}

}  // namespace sfumato::cuda_kernels
