#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The extents of a group normalisation over channels-last data: x0 (batch, pixels, channels0), with the channels of x1
/// (batch, pixels, channels1) behind it when channels1 > 0. A group is channels() / groups neighbouring channels of one
/// image; it may lie across both inputs.
struct group_norm_geometry {
  index_t batch = 0, pixels = 0, channels0 = 0, channels1 = 0, groups = 1;
  double eps = 1e-6;

  constexpr index_t channels() const { return channels0 + channels1; }
  constexpr index_t group_channels() const { return channels() / groups; }
  /// Reals of the statistics: mean and 1 / standard deviation of each group, (batch, groups, 2).
  constexpr index_t statistics_size() const { return batch * groups * 2; }
};

/// y = act((x - mean) / sqrt(variance + eps) weight + bias), or, where a modulation is given, act(z (1 + scale) +
/// shift), z being what the activation would see otherwise.
template <class S, class R>
struct group_norm_call {
  group_norm_geometry geometry;
  const S* x0 = nullptr;          ///< (batch, pixels, channels0)
  const S* x1 = nullptr;          ///< (batch, pixels, channels1); null when channels1 = 0
  const R* weight = nullptr;      ///< (channels)
  const R* bias = nullptr;        ///< (channels)
  const S* modulation = nullptr;  ///< (batch, 2 channels), the scales of an image, then its shifts; null: none
  activation act = activation::none;
  R* statistics = nullptr;  ///< statistics_size() reals, written for a backward pass; null: not wanted
  S* y = nullptr;           ///< (batch, pixels, channels), overwritten
};

/// All gradients of such a call. Its statistics must have been kept.
template <class S, class R>
struct group_norm_backward_call {
  group_norm_call<S, R> of;
  /// Like y: the gradient of y. Overwritten: on return that of the value before the activation.
  S* upper = nullptr;
  grad_slot<S> x0_grad = {}, x1_grad = {}, modulation_grad = {};
  grad_slot<R> weight_grad = {}, bias_grad = {};
};

}  // namespace sfumato
