#pragma once

#include <algorithm>
#include <numeric>

#include "sfumato/backend/calls/embedding.hpp"
#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/linear.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

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

  static void embedding_backward(cpu_context& ctx, const embedding_backward_call<S, T>& call) {
    const embedding_call<S, T>& of = call.of;
    if (call.x_grad) cpu_linear<S>::add_or_copy(call.upper, of.rows * of.features, call.x_grad);
    if (!call.table_grad) return;
    if (!call.table_grad.accumulate) std::fill_n(call.table_grad.data, of.entries * of.features, T(0));
    const batch_chunks chunks(of.rows);
    const index_t part_size = chunks.count * of.features;
    scratch memory = ctx.shared_scratch(scratch::size<index_t>(of.rows) + scratch::size<T>(part_size));
    index_t* row = memory.take<index_t>(of.rows);
    T* part = memory.take<T>(part_size);
    // Rows of one label side by side, each group in its old order.
    std::iota(row, row + of.rows, index_t{0});
    std::sort(row, row + of.rows,
              [&](index_t a, index_t b) { return of.labels[a] != of.labels[b] ? of.labels[a] < of.labels[b] : a < b; });
    for (index_t i = 0; i < of.rows;) {
      const whole label = of.labels[row[i]];
      std::fill_n(part, part_size, T(0));
      for (; i < of.rows && of.labels[row[i]] == label; ++i)
        add_to(part + chunks.of(row[i]) * of.features, static_cast<const S*>(call.upper + row[i] * of.features),
               of.features);
      fold_chunks(ctx.pool(), chunks, part, of.features, of.features);
      put_sum(static_cast<const T*>(part), of.features,
              grad_slot<T>{call.table_grad.data + entry_of(label, of.entries) * of.features, true});
    }
  }

 private:
  static index_t entry_of(whole label, index_t entries) {
    require(label >= 0 && label < entries, error_kind::value, "embedding: expected a label from 0 to ", entries - 1,
            ", got ", label);
    return label;
  }
};

}  // namespace sfumato::cpu_kernels
