#pragma once

#include "sfumato/core/finite.hpp"
#include "sfumato/math/time_embedding.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// Sinusoidal features of timesteps: t (N), y (N,dim). No gradient flows to t.
template <backend B>
value time_embedding(graph<B>& g, real_value t, const time_embedding_options& options) {
  const shape& ts = g.shape_of(t);
  require(ts.rank() == 1, error_kind::shape, "time_embedding: expected timesteps (N), got ", ts);
  require(
      options.dim >= 2 && is_finite(options.freq_shift) && static_cast<double>(options.dim / 2) > options.freq_shift,
      error_kind::config, "time_embedding: expected a dimension of at least 2 and freq_shift below half of it, got ",
      options.dim, " and ", options.freq_shift);
  require(is_finite(options.max_period) && options.max_period > 0, error_kind::config,
          "time_embedding: expected a max_period above 0, got ", options.max_period);
  const index_t rows = ts[0];
  const value y = g.make({rows, options.dim}, {t});
  g.run([&] { B::time_embedding(g.ctx(), {.options = options, .rows = rows, .times = g.data(t), .y = g.data(y)}); });
  return y;
}

template <backend B>
value time_embedding(graph<B>& g, real_value t, index_t dim) {
  return time_embedding(g, t, {.dim = dim});
}

}  // namespace sfumato::ops
