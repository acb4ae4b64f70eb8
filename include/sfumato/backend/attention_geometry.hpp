#pragma once

#include "sfumato/core/shape.hpp"

namespace sfumato {

/// The extents of scaled dot-product attention: queries (batch, queries, channels), keys and values (batch, keys,
/// channels). Head h owns the channels h d ... (h + 1) d - 1, d = channels / heads.
struct attention_geometry {
  index_t batch = 0, queries = 0, keys = 0, channels = 0, heads = 1;

  constexpr index_t head_channels() const { return channels / heads; }
  /// Scalars of the statistics: the largest score and 1 / sum of exponentials of each row, (batch, heads, queries, 2).
  constexpr index_t statistics_size() const { return batch * heads * queries * 2; }
  /// Multiplications and additions of one forward pass.
  constexpr double flops() const { return 4.0 * static_cast<double>(batch * queries * keys * channels); }
};

}  // namespace sfumato
