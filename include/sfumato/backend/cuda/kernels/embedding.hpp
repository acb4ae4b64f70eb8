#pragma once

#include <cmath>
#include <limits>

#include "sfumato/backend/calls/embedding.hpp"
#include "sfumato/backend/calls/time_embedding.hpp"
#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/core/batch_chunks.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// embedding_call. A label outside the table makes its row NaN, which is noted as any other: nobody on a device can
/// throw.
template <class S, class R>
struct embedding_body {
  embedding_call<S, R> call;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, call.rows * call.features, [&](index_t i) {
      const whole label = call.labels[i / call.features];
      const bool known = label >= 0 && label < call.entries;
      const R entry =
          known ? call.table[label * call.features + i % call.features] : std::numeric_limits<R>::quiet_NaN();
      call.y[i] = static_cast<S>(static_cast<R>(call.x[i]) + entry);
    });
  }
};

/// The gradient of the table: one thread for each of its numbers, which looks at all labels. Batches are small, and a
/// sum that others add to at random would have other bits each time.
template <class S, class R>
struct embedding_table_grad_body {
  embedding_backward_call<S, R> call;
  index_t chunk_size, chunks;

  explicit embedding_table_grad_body(const embedding_backward_call<S, R>& of) : call(of) {
    const batch_chunks parts(of.of.rows);
    chunk_size = parts.size;
    chunks = parts.count;
  }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const embedding_call<S, R>& of = call.of;
    each_of_all(b, of.entries * of.features, [&](index_t i) {
      const index_t entry = i / of.features, feature = i % of.features;
      R sum[batch_chunks::most] = {};
      bool met = false;
      for (index_t row = 0; row < of.rows; ++row)
        if (of.labels[row] == entry) {
          sum[row / chunk_size] += static_cast<R>(call.upper[row * of.features + feature]);
          met = true;
        }
      for (index_t step = 1; step < chunks; step *= 2)
        for (index_t to = 0; to + step < chunks; to += 2 * step) sum[to] += sum[to + step];
      if (met || !call.table_grad.accumulate) put(call.table_grad, i, sum[0]);
    });
  }
};

/// time_embedding_call: angles in double.
template <class S, class R>
struct time_embedding_body {
  time_embedding_call<S, R> call;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const time_embedding_options& o = call.options;
    const index_t half = o.dim / 2;
    each_of_all(b, call.rows * o.dim, [&](index_t i) {
      const index_t row = i / o.dim, column = i % o.dim, j = column % (half > 0 ? half : 1);
      if (column >= 2 * half) {
        call.y[i] = S(0);
        return;
      }
      const double frequency =
          std::exp(-std::log(o.max_period) * static_cast<double>(j) / (static_cast<double>(half) - o.freq_shift));
      const double angle = static_cast<double>(call.times[row]) * frequency;
      call.y[i] = static_cast<S>((column < half) != o.flip_sin_to_cos ? std::sin(angle) : std::cos(angle));
    });
  }
};

}  // namespace sfumato::cuda_kernels
