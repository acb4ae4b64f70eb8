#pragma once

#include "sfumato/core/finite.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA::ops {

/// How group_norm divides the channels, and what it does in passing; absent values are empty.
struct group_norm_options {
  index_t groups = 32;
  double eps = 1e-6;
  activation act = activation::none;
  /// Like x but for its channels, which come behind those of x: read from their own place instead of a concatenated
  /// copy.
  value second = {};
  /// (N, 2 (C + C1)), the scales and then the shifts of an image: what is normalised becomes z (1 + scale) + shift
  /// before the activation (adaptive group norm, Dhariwal & Nichol 2021, section 3.2).
  value modulation = {};
};

/// y = act( (x - mean) / sqrt(variance + eps) * weight + bias ), mean and (biased) variance over each group of
/// neighbouring channels of an image (Wu and He 2018).
///
/// x (N,H,W,C) or (N,tokens,C), weight and bias (C + C1), y like x with C + C1 channels. A group may lie across both
/// inputs. Throws error_kind::shape where extents do not fit, error_kind::config where the groups do not divide the
/// channels.
template <backend B>
value group_norm(graph<B>& g, value x, real_value weight, real_value bias, const group_norm_options& options = {}) {
  using S = typename B::scalar;
  using R = typename B::real;
  const shape extent = g.shape_of(x);
  require(extent.rank() >= 2 && extent.size() > 0, error_kind::shape,
          "group_norm: expected x (N,H,W,C) or (N,tokens,C), got ", extent);
  const index_t second_channels = options.second ? g.shape_of(options.second).back() : 0;
  const group_norm_geometry geometry{
      extent[0], extent.stride() / extent.back(), extent.back(), second_channels, options.groups, options.eps};
  const index_t channels = geometry.channels();
  require(!options.second || g.shape_of(options.second) == extent.with_back(second_channels), error_kind::shape,
          "group_norm: expected a second input that differs from x ", extent, " in its channels only");
  require(g.shape_of(weight) == shape{channels} && g.shape_of(bias) == shape{channels}, error_kind::shape,
          "group_norm: expected weight and bias of ", channels, " elements, got ", g.shape_of(weight), " and ",
          g.shape_of(bias));
  require(options.groups >= 1 && channels % options.groups == 0, error_kind::config,
          "group_norm: expected a number of groups that divides ", channels, " channels, got ", options.groups);
  require(is_finite(options.eps) && options.eps >= 0, error_kind::config,
          "group_norm: expected an eps of at least 0, got ", options.eps);

  const value second = options.second, modulation = options.modulation;
  require(!modulation || g.shape_of(modulation) == shape{extent[0], 2 * channels}, error_kind::shape,
          "group_norm: expected a modulation of 2 x ", channels, " numbers for each of ", extent[0], " images");
  const activation act = options.act;
  const value y = g.make(extent.with_back(channels), {x, second, weight, bias, modulation});
  R* statistics = g.needs_grad(y) ? g.template keep<R>(geometry.statistics_size()) : nullptr;
  const group_norm_call<S, R> call{.geometry = geometry,
                                   .x0 = g.data(x),
                                   .x1 = g.data(second),
                                   .weight = g.data(weight),
                                   .bias = g.data(bias),
                                   .modulation = g.data(modulation),
                                   .act = act,
                                   .statistics = statistics,
                                   .y = g.data(y)};
  g.run([&] { B::group_norm_forward(g.ctx(), call); });
  g.record(y, [call, x, second, weight, bias, modulation, y](graph<B>& t) {
    B::group_norm_backward(t.ctx(), {.of = call,
                                     .upper = t.grad(y),
                                     .x0_grad = t.grad_for(x),
                                     .x1_grad = t.grad_for(second),
                                     .modulation_grad = t.grad_for(modulation),
                                     .weight_grad = t.grad_for(weight),
                                     .bias_grad = t.grad_for(bias)});
  });
  return y;
}

}  // namespace sfumato::ops
