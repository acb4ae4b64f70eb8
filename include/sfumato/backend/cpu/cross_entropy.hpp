#pragma once

#include <cmath>

#include "sfumato/backend/calls/cross_entropy.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/math/softmax.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Cross-entropy on the CPU, one row a task. A label that is no class is an error.
template <class S, class T = arithmetic_t<S>>
struct cpu_cross_entropy {
  static void cross_entropy_forward(cpu_context& ctx, const cross_entropy_call<T>& call) {
    for (index_t n = 0; n < call.rows; ++n)
      require(call.labels[n] >= 0 && call.labels[n] < call.classes, error_kind::value,
              "cross_entropy: expected a label from 0 to ", call.classes - 1, ", got ", call.labels[n]);
    ctx.pool().parallel_for(call.rows, [&](index_t n, int) {
      const T* row = call.x + n * call.classes;
      call.losses[n] = log_sum_exp(call.classes, row) - row[call.labels[n]];
    });
  }

  static void cross_entropy_backward(cpu_context& ctx, const cross_entropy_backward_call<T>& call) {
    const cross_entropy_call<T>& of = call.of;
    const grad_slot<T> gx = call.x_grad;
    if (!gx || of.rows == 0) return;
    const T scale = *call.upper / static_cast<T>(of.rows);
    ctx.pool().parallel_for(of.rows, [&](index_t n, int) {
      using std::exp;
      const T* row = of.x + n * of.classes;
      T* own = gx.data + n * of.classes;
      const T whole_row = log_sum_exp(of.classes, row);
      for (index_t k = 0; k < of.classes; ++k) {
        const T slope = scale * (exp(row[k] - whole_row) - (k == of.labels[n] ? T(1) : T(0)));
        own[k] = gx.accumulate ? own[k] + slope : slope;
      }
    });
  }
};

}  // namespace sfumato::cpu_kernels
