#pragma once

#include <cmath>

#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/backend/cuda/sums.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// p = softmax(scores) of each row, a block each. What is kept of a row, its largest score and 1 / sum of exponentials,
/// makes the same row again from the same scores: that is what `again` does. Rows are those of one head, (images,
/// queries); what is kept lies as attention_geometry says, (images, heads, queries, 2).
template <class S, class R>
struct softmax_body {
  index_t rows, columns, queries, heads, head;
  const R* scores;  ///< (rows, columns)
  R* statistics;    ///< written, or read where `again`; null: not wanted
  bool again;
  S* p;  ///< (rows, columns)

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    using std::exp;
    for (index_t row = b.index(); row < rows; row += b.blocks()) {
      const R* own = scores + row * columns;
      R* kept = statistics ? statistics + 2 * ((row / queries * heads + head) * queries + row % queries) : nullptr;
      R largest, inverse;
      if (again) {
        largest = kept[0];
        inverse = kept[1];
      } else {
        largest = largest_of_all<R>(b, b.shared(), columns, [&](index_t i) { return own[i]; });
        const auto sum =
            sum_all<R, 1>(b, b.shared(), columns, [&](index_t i) { return several<R, 1>{{exp(own[i] - largest)}}; });
        inverse = static_cast<R>(1 / sum.at[0]);
        if (kept && b.thread() == 0) {
          kept[0] = largest;
          kept[1] = inverse;
        }
      }
      each(b, columns, [&](index_t i) { p[row * columns + i] = static_cast<S>(exp(own[i] - largest) * inverse); });
    }
  }
};

/// dS = P (dP - the row's sum of P dP), a block for each row.
template <class S, class R>
struct softmax_backward_body {
  index_t rows, columns;
  const S* p;   ///< (rows, columns)
  const R* dp;  ///< (rows, columns)
  S* ds;        ///< (rows, columns)

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    for (index_t row = b.index(); row < rows; row += b.blocks()) {
      const index_t first = row * columns;
      const auto sum = sum_all<R, 1>(b, b.shared(), columns, [&](index_t i) {
        return several<R, 1>{{static_cast<R>(p[first + i]) * dp[first + i]}};
      });
      const R mean = static_cast<R>(sum.at[0]);
      each(b, columns,
           [&](index_t i) { ds[first + i] = static_cast<S>(static_cast<R>(p[first + i]) * (dp[first + i] - mean)); });
    }
  }
};

}  // namespace sfumato::cuda_kernels
