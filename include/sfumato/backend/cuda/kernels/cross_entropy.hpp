#pragma once

#include <cmath>

#include "sfumato/backend/calls/cross_entropy.hpp"
#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/math/softmax.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// cross_entropy_call, one thread for each row: classes are few. A label that is no class makes its loss no number.
template <class R>
struct cross_entropy_body {
  cross_entropy_call<R> call;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, call.rows, [&](index_t n) {
      const R* row = call.x + n * call.classes;
      const index_t label = call.labels[n];
      const bool known = label >= 0 && label < call.classes;
      call.losses[n] = known ? log_sum_exp(call.classes, row) - row[label] : static_cast<R>(NAN);
    });
  }
};

/// cross_entropy_backward_call, one thread for each row.
template <class R>
struct cross_entropy_backward_body {
  cross_entropy_backward_call<R> call;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    using std::exp;
    const cross_entropy_call<R>& of = call.of;
    const R scale = *call.upper / static_cast<R>(of.rows);
    each_of_all(b, of.rows, [&](index_t n) {
      const R* row = of.x + n * of.classes;
      const R whole_row = log_sum_exp(of.classes, row);
      for (index_t k = 0; k < of.classes; ++k)
        put(call.x_grad, n * of.classes + k, scale * (exp(row[k] - whole_row) - (k == of.labels[n] ? R(1) : R(0))));
    });
  }
};

}  // namespace sfumato::cuda_kernels
