#pragma once

#include <cmath>

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/math/time_embedding.hpp"

namespace sfumato {

/// Sinusoidal features on the CPU; frequencies are worked out once a call.
template <class T>
struct cpu_time_embedding {
  static void time_embedding(cpu_context& ctx, const time_embedding_options& o, view<const T> times, T* y) {
    const index_t rows = times.size(), half = o.dim / 2;
    double* frequency = ctx.shared_scratch<double>(half);
    for (index_t j = 0; j < half; ++j)
      frequency[j] =
          std::exp(-std::log(o.max_period) * static_cast<double>(j) / (static_cast<double>(half) - o.freq_shift));
    const auto one = [&](index_t row, int) {
      T* out = y + row * o.dim;
      T* sines = out + (o.flip_sin_to_cos ? half : 0);
      T* cosines = out + (o.flip_sin_to_cos ? 0 : half);
      for (index_t j = 0; j < half; ++j) {
        const double angle = static_cast<double>(times.data[row]) * frequency[j];
        sines[j] = static_cast<T>(std::sin(angle));
        cosines[j] = static_cast<T>(std::cos(angle));
      }
      if (o.dim % 2 != 0) out[o.dim - 1] = T(0);
    };
    if (rows < 16) {
      for (index_t row = 0; row < rows; ++row) one(row, 0);
    } else {
      ctx.pool().parallel_for(rows, one);
    }
  }
};

}  // namespace sfumato
