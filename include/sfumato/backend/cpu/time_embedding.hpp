#pragma once

#include <cmath>

#include "sfumato/backend/calls/time_embedding.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Sinusoidal features on the CPU; frequencies are worked out once a call.
template <class S, class T = arithmetic_t<S>>
struct cpu_time_embedding {
  static void time_embedding(cpu_context& ctx, const time_embedding_call<S, T>& call) {
    const time_embedding_options& o = call.options;
    const index_t rows = call.rows, half = o.dim / 2;
    double* frequency = ctx.shared_scratch(scratch::size<double>(half)).template take<double>(half);
    for (index_t j = 0; j < half; ++j)
      frequency[j] =
          std::exp(-std::log(o.max_period) * static_cast<double>(j) / (static_cast<double>(half) - o.freq_shift));
    const auto one = [&](index_t row, int) {
      S* out = call.y + row * o.dim;
      S* sines = out + (o.flip_sin_to_cos ? half : 0);
      S* cosines = out + (o.flip_sin_to_cos ? 0 : half);
      for (index_t j = 0; j < half; ++j) {
        const double angle = static_cast<double>(call.times[row]) * frequency[j];
        sines[j] = static_cast<S>(std::sin(angle));
        cosines[j] = static_cast<S>(std::cos(angle));
      }
      if (o.dim % 2 != 0) out[o.dim - 1] = S(0);
    };
    if (rows < 16) {
      for (index_t row = 0; row < rows; ++row) one(row, 0);
    } else {
      ctx.pool().parallel_for(rows, one);
    }
  }
};

}  // namespace sfumato::cpu_kernels
