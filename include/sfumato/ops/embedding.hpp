#pragma once

#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// y[n] = x[n] + table[labels[n]]: x (N,F), labels (N) in 0 ... rows - 1, table
/// (rows,F). Labels get no gradient.
template <backend B>
value add_embedding(graph<B>& g, value x, whole_value labels, real_value table) {
  const shape &xs = g.shape_of(x), &ts = g.shape_of(table);
  require(xs.rank() == 2 && ts.rank() == 2 && xs[1] == ts[1] && g.shape_of(labels) == shape{xs[0]}, error_kind::shape,
          "add_embedding: expected x (N,F), labels (N) and a table (rows,F), got ", xs, ", ", g.shape_of(labels),
          " and ", ts);
  const index_t rows = xs[0], features = xs[1], entries = ts[0];
  const value y = g.make(xs, {x, labels, table});
  const embedding_call<typename B::scalar, typename B::real> call{rows,           features,      entries,  g.data(x),
                                                                  g.data(labels), g.data(table), g.data(y)};
  g.run([&] { B::embedding_forward(g.ctx(), call); });
  g.record(y, [call, x, table, y](graph<B>& t) {
    B::embedding_backward(t.ctx(),
                          {.of = call, .upper = t.grad(y), .x_grad = t.grad_for(x), .table_grad = t.grad_for(table)});
  });
  return y;
}

}  // namespace sfumato::ops
