#pragma once

#include "sfumato/core/shape.hpp"

namespace sfumato {

/// The extents of a group normalisation over channels-last data: x0 (batch, pixels, channels0), with the channels of x1
/// (batch, pixels, channels1) behind it when channels1 > 0. A group is channels() / groups neighbouring channels of one
/// image; it may lie across both inputs.
struct group_norm_geometry {
  index_t batch = 0, pixels = 0, channels0 = 0, channels1 = 0, groups = 1;
  double eps = 1e-6;

  constexpr index_t channels() const { return channels0 + channels1; }
  constexpr index_t group_channels() const { return channels() / groups; }
  /// Scalars of the statistics: mean and 1 / standard deviation of each group, (batch, groups, 2).
  constexpr index_t statistics_size() const { return batch * groups * 2; }
};

}  // namespace sfumato
