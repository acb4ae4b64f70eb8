#pragma once

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/reduce_packs.hpp"

namespace sfumato {

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

/// Softmax over rows of the CPU backend.
template <class T>
struct cpu_softmax {
  static void softmax_forward(cpu_context& ctx, index_t rows, index_t columns, const T* x, T* y) {
    for_each_block(ctx, rows, [&](index_t row) {
      std::copy_n(x + row * columns, columns, y + row * columns);
      softmax_row(columns, y + row * columns);
    });
  }

  static void softmax_backward(cpu_context& ctx, index_t rows, index_t columns, const T* y, const T* upper,
                               grad_slot<T> gx) {
    if (!gx) return;
    for_each_block(ctx, rows, [&](index_t row) {
      const T* p = y + row * columns;
      const T* g = upper + row * columns;
      const T mean = softmax_mean_gradient(columns, p, g);
      map_packs<T>(
          columns,
          [&](pack<T>& to, const pack<T>& probability, const pack<T>& own) {
            const pack<T> gradient = probability * (own - pack<T>(mean));
            to = gx.accumulate ? to + gradient : gradient;
          },
          gx.data + row * columns, p, g);
    });
  }

 private:
  template <class F>
  static void for_each_block(cpu_context& ctx, index_t rows, F&& one_row) {
    constexpr index_t block = 64;
    ctx.pool().parallel_for((rows + block - 1) / block, [&](index_t b, int) {
      for (index_t row = b * block; row < (std::min)(rows, (b + 1) * block); ++row) one_row(row);
    });
  }
};

}  // namespace sfumato
