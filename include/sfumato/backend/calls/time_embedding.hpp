#pragma once

#include "sfumato/core/shape.hpp"
#include "sfumato/math/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Sinusoidal features of times.
template <class S, class R>
struct time_embedding_call {
  time_embedding_options options;
  index_t rows = 0;
  const R* times = nullptr;  ///< (rows)
  S* y = nullptr;            ///< (rows, options.dim), overwritten
};

}  // namespace sfumato
