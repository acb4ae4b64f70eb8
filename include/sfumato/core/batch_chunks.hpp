#pragma once

#include <algorithm>

#include "sfumato/core/config.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The order of every sum over a batch, the same in all backends. n rows are split in at most eight chunks of ceil(n/8)
/// rows; a chunk is summed in order, and the chunks then in one binary tree, ((0+1)+(2+3))+((4+5)+(6+7)). So a sum has
/// the same bits on any number of threads, and whoever holds 2, 4 or 8 neighbouring chunks can work out a branch.
struct batch_chunks {
  static constexpr index_t most = 8;

  index_t rows;
  index_t size;   ///< rows in a chunk; the last may have fewer
  index_t count;  ///< chunks, at least one: without rows it is empty

  constexpr explicit batch_chunks(index_t n)
      : rows(n),
        size((std::max)(index_t{1}, (n + most - 1) / most)),
        count((std::max)(index_t{1}, (n + size - 1) / size)) {}

  constexpr index_t begin(index_t chunk) const { return chunk * size; }
  constexpr index_t end(index_t chunk) const { return (std::min)(rows, (chunk + 1) * size); }
  constexpr index_t of(index_t row) const { return row / size; }

  /// The tree over the chunks: add(to, from) for each pair, after which chunk 0 holds the sum of all.
  template <class Add>
  constexpr void fold(Add&& add) const {
    for (index_t step = 1; step < count; step *= 2)
      for (index_t to = 0; to + step < count; to += 2 * step) add(to, to + step);
  }
};

}  // namespace sfumato
