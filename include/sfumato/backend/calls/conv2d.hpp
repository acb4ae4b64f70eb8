#pragma once

#include "sfumato/backend/calls/tail.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Zeros around an image, in pixels.
struct padding {
  index_t top = 0, bottom = 0, left = 0, right = 0;

  static constexpr padding same(index_t kernel) { return all(kernel / 2); }
  static constexpr padding all(index_t n) { return {n, n, n, n}; }
  friend constexpr bool operator==(const padding& a, const padding& b) = default;
};

/// The extents of a 2-d convolution over channels-last images. The input is x0 (batch, height, width, channels0), read
/// as if each pixel were doubled in both directions when `upsample` is set, with the channels of x1 (batch, H, W,
/// channels1) behind it when channels1 > 0, where H,W are the extents after upsampling. Weights (kernel, kernel,
/// channels0 + channels1, out_channels).
struct conv2d_geometry {
  index_t batch = 0, height = 0, width = 0, channels0 = 0, channels1 = 0, out_channels = 0;
  index_t kernel = 3, stride = 1;
  padding pad;
  bool upsample = false;

  constexpr index_t in_height() const { return upsample ? 2 * height : height; }
  constexpr index_t in_width() const { return upsample ? 2 * width : width; }
  constexpr index_t in_channels() const { return channels0 + channels1; }
  constexpr index_t out_height() const { return (in_height() + pad.top + pad.bottom - kernel) / stride + 1; }
  constexpr index_t out_width() const { return (in_width() + pad.left + pad.right - kernel) / stride + 1; }
  constexpr shape output() const { return {batch, out_height(), out_width(), out_channels}; }
  /// Multiplications and additions of one forward pass, computed directly.
  constexpr double flops() const {
    return 2.0 * static_cast<double>(output().size()) * static_cast<double>(kernel * kernel * in_channels());
  }
};

/// Weights as parameters keep them, (kernel, kernel, channels0 + channels1, out_channels), into the form that
/// conv2d_forward reads: conv2d_packed_size(geometry) scalars, laid out as the backend likes.
template <class S, class R>
struct conv2d_pack_call {
  conv2d_geometry geometry;
  const R* weight = nullptr;
  S* packed = nullptr;  ///< overwritten
};

/// y = act(conv(x0 and x1, packed) + bias + row + residual).
template <class S, class R>
struct conv2d_call {
  conv2d_geometry geometry;
  const S* x0 = nullptr;  ///< (batch, height, width, channels0)
  const S* x1 = nullptr;  ///< (batch, in_height, in_width, channels1); null when channels1 = 0
  const S* packed = nullptr;
  tail_terms<S, R> tail = {};
  S* y = nullptr;  ///< (batch, out_height, out_width, out_channels), overwritten
};

/// All gradients of such a call.
template <class S, class R>
struct conv2d_backward_call {
  conv2d_call<S, R> of;
  const R* weight = nullptr;  ///< as parameters keep them
  /// Like y: the gradient of y. Overwritten: on return that of the value before the activation.
  S* upper = nullptr;
  grad_slot<S> x0_grad = {}, x1_grad = {}, row_grad = {}, residual_grad = {};
  grad_slot<R> weight_grad = {}, bias_grad = {};
};

}  // namespace sfumato
