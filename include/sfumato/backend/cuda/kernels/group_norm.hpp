#pragma once

#include <cmath>

#include "sfumato/backend/calls/group_norm.hpp"
#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/backend/cuda/sums.hpp"
#include "sfumato/math/activation.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// One group of one image: where its numbers are, and what each of its channels is multiplied by.
template <class S, class R>
struct norm_group {
  const group_norm_call<S, R>& call;
  index_t image, first, channels, all, pixels;  ///< first: the group's first channel of `all`

  SFUMATO_HOST_DEVICE norm_group(const group_norm_call<S, R>& of, index_t index)
      : call(of),
        image(index / of.geometry.groups),
        channels((of.geometry.channels0 + of.geometry.channels1) / of.geometry.groups),
        all(of.geometry.channels0 + of.geometry.channels1),
        pixels(of.geometry.pixels) {
    first = index % call.geometry.groups * channels;
  }

  SFUMATO_HOST_DEVICE index_t size() const { return pixels * channels; }
  /// Where in an array like y the number at a pixel and a channel of the group stands.
  SFUMATO_HOST_DEVICE index_t at(index_t pixel, index_t c) const { return (image * pixels + pixel) * all + first + c; }
  /// In which of the two inputs channel c lies, and where.
  SFUMATO_HOST_DEVICE bool in_first(index_t c) const { return first + c < call.geometry.channels0; }
  SFUMATO_HOST_DEVICE index_t in_input(index_t pixel, index_t c) const {
    const index_t c0 = call.geometry.channels0, c1 = call.geometry.channels1, row = image * pixels + pixel;
    return in_first(c) ? row * c0 + first + c : row * c1 + first + c - c0;
  }
  SFUMATO_HOST_DEVICE R x(index_t pixel, index_t c) const {
    return static_cast<R>((in_first(c) ? call.x0 : call.x1)[in_input(pixel, c)]);
  }
  /// 1 + the scale of a modulation, and its shift.
  SFUMATO_HOST_DEVICE R scale(index_t c) const {
    return call.modulation ? R(1) + static_cast<R>(call.modulation[image * 2 * all + first + c]) : R(1);
  }
  SFUMATO_HOST_DEVICE R shift(index_t c) const {
    return call.modulation ? static_cast<R>(call.modulation[(image * 2 + 1) * all + first + c]) : R(0);
  }
  SFUMATO_HOST_DEVICE R weight(index_t c) const { return call.weight[first + c] * scale(c); }
  SFUMATO_HOST_DEVICE R bias(index_t c) const { return call.bias[first + c] * scale(c) + shift(c); }
};

/// group_norm_call, a block for each group of an image. Statistics take two passes, the second over deviations from the
/// first one's mean, so a mean far from zero costs no precision.
template <class S, class R>
struct group_norm_body {
  group_norm_call<S, R> call;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<2>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const group_norm_geometry& g = call.geometry;
    for (index_t index = b.index(); index < g.batch * g.groups; index += b.blocks()) {
      const norm_group<S, R> own(call, index);
      const double count = static_cast<double>(own.size());
      const auto sum = sum_all<R, 1>(b, b.shared(), own.size(), [&](index_t i) {
        return several<R, 1>{{own.x(i / own.channels, i % own.channels)}};
      });
      const R near_mean = static_cast<R>(sum.at[0] / count);
      const auto around = sum_all<R, 2>(b, b.shared(), own.size(), [&](index_t i) {
        const R d = own.x(i / own.channels, i % own.channels) - near_mean;
        return several<R, 2>{{d, d * d}};
      });
      const double offset = around.at[0] / count, variance = around.at[1] / count - offset * offset;
      const R mean = static_cast<R>(static_cast<double>(near_mean) + offset);
      const R inverse = static_cast<R>(1 / std::sqrt((variance > 0 ? variance : 0.0) + g.eps));
      if (call.statistics && b.thread() == 0) {
        call.statistics[2 * index] = mean;
        call.statistics[2 * index + 1] = inverse;
      }
      each(b, own.size(), [&](index_t i) {
        const index_t pixel = i / own.channels, c = i % own.channels;
        const R z = (own.x(pixel, c) - mean) * (inverse * own.weight(c)) + own.bias(c);
        call.y[own.at(pixel, c)] = static_cast<S>(activate(call.act, z));
      });
    }
  }
};

}  // namespace sfumato::cuda_kernels
