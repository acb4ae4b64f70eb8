#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cpu/linear.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato {

/// Rows of a table added to rows of x on the CPU. A label outside the table is an error.
template <class T>
struct cpu_embedding {
  static void embedding_forward(cpu_context&, index_t rows, index_t features, index_t entries, const T* x,
                                const T* labels, const T* table, T* y) {
    for (index_t n = 0; n < rows; ++n) {
      const T* entry = table + entry_of(labels[n], entries) * features;
      for (index_t f = 0; f < features; ++f) y[n * features + f] = x[n * features + f] + entry[f];
    }
  }

  static void embedding_backward(cpu_context&, index_t rows, index_t features, index_t entries, const T* labels,
                                 const T* upper, grad_slot<T> gx, grad_slot<T> gtable) {
    if (gx) cpu_linear<T>::add_or_copy(upper, rows * features, gx);
    if (!gtable) return;
    if (!gtable.accumulate) std::fill_n(gtable.data, entries * features, T(0));
    for (index_t n = 0; n < rows; ++n) {
      T* entry = gtable.data + entry_of(labels[n], entries) * features;
      for (index_t f = 0; f < features; ++f) entry[f] += upper[n * features + f];
    }
  }

 private:
  static index_t entry_of(const T& label, index_t entries) {
    require(in_range(label, T(0), static_cast<T>(entries)) && static_cast<index_t>(label) < entries &&
                label == std::floor(label),
            error_kind::value, "embedding: expected a label from 0 to ", entries - 1, ", got ", label);
    return static_cast<index_t>(label);
  }
};

}  // namespace sfumato
