#pragma once

#include "sfumato/backend/calls/group_norm.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// The weight w' and the bias b' of a group norm for one image. A modulation with scales s and shifts t makes
///
///   z = (w h + b)(1 + s) + t = w' h + b',   w' = w (1 + s),   b' = b (1 + s) + t
///
/// Without one they are w and b.
template <class S, class T>
struct group_norm_affine {
  const T *weight = nullptr, *bias = nullptr;

  /// The two rows, of one number a channel, are for w' and b'.
  static group_norm_affine of(const group_norm_call<S, T>& call, index_t image, T* weight_row, T* bias_row) {
    if (!call.modulation) return {call.weight, call.bias};
    const index_t channels = call.geometry.channels();
    const S *scale = call.modulation + image * 2 * channels, *shift = scale + channels;
    for (index_t c = 0; c < channels; ++c) {
      const T factor = T(1) + static_cast<T>(scale[c]);
      weight_row[c] = call.weight[c] * factor;
      bias_row[c] = call.bias[c] * factor + static_cast<T>(shift[c]);
    }
    return {weight_row, bias_row};
  }
};

/// Gradients of w' and b' of one image, in dw and db, into those of its modulation, and of w and b, in place:
/// ds = w dw' + b db', dt = db', dw = dw' (1 + s), db = db' (1 + s). Nothing to do without a modulation.
template <class S, class T>
void through_modulation(const group_norm_backward_call<S, T>& call, index_t image, T* dw, T* db) {
  if (!call.of.modulation) return;
  const index_t channels = call.of.geometry.channels();
  const S* scale = call.of.modulation + image * 2 * channels;
  const grad_slot<S> to = call.modulation_grad;
  S* own = to ? to.data + image * 2 * channels : nullptr;
  const auto put = [&](S& grad, T x) { grad = static_cast<S>(to.accumulate ? static_cast<T>(grad) + x : x); };
  for (index_t c = 0; c < channels; ++c) {
    if (own) {
      put(own[c], call.of.weight[c] * dw[c] + call.of.bias[c] * db[c]);
      put(own[channels + c], db[c]);
    }
    const T factor = T(1) + static_cast<T>(scale[c]);
    dw[c] *= factor;
    db[c] *= factor;
  }
}

}  // namespace sfumato::cpu_kernels
