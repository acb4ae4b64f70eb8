#pragma once

#include "sfumato/backend/calls/embedding.hpp"
#include "sfumato/backend/cpu/linear.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato {

/// Rows of a table added to rows of x on the CPU. A label outside the table is an error.
template <class S, class T = arithmetic_t<S>>
struct cpu_embedding {
  static void embedding_forward(cpu_context&, const embedding_call<S, T>& call) {
    for (index_t n = 0; n < call.rows; ++n) {
      const T* entry = call.table + entry_of(call.labels[n], call.entries) * call.features;
      for (index_t f = 0; f < call.features; ++f)
        call.y[n * call.features + f] = static_cast<S>(static_cast<T>(call.x[n * call.features + f]) + entry[f]);
    }
  }

  static void embedding_backward(cpu_context&, const embedding_backward_call<S, T>& call) {
    const embedding_call<S, T>& of = call.of;
    if (call.x_grad) cpu_linear<S>::add_or_copy(call.upper, of.rows * of.features, call.x_grad);
    if (!call.table_grad) return;
    if (!call.table_grad.accumulate) std::fill_n(call.table_grad.data, of.entries * of.features, T(0));
    for (index_t n = 0; n < of.rows; ++n) {
      T* entry = call.table_grad.data + entry_of(of.labels[n], of.entries) * of.features;
      for (index_t f = 0; f < of.features; ++f) entry[f] += static_cast<T>(call.upper[n * of.features + f]);
    }
  }

 private:
  static index_t entry_of(whole label, index_t entries) {
    require(label >= 0 && label < entries, error_kind::value, "embedding: expected a label from 0 to ", entries - 1,
            ", got ", label);
    return label;
  }
};

}  // namespace sfumato
