#pragma once

#include "sfumato/backend/cuda/kernels/group_norm.hpp"
#include "sfumato/core/batch_chunks.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// group_norm_backward_call but for the sums over the batch, a block for each group of an image. With h = (x - mean) /
/// deviation, z = w h + b, n values a group: dw = sum of dz h, db = sum of dz, and dx = (w dz - mean over the group of
/// w dz - h times the mean over the group of w dz h) / deviation. Where there is a modulation, w and b are its own of
/// each image; what is left for weight and bias stands in `sums`, (2, batch, channels).
template <class S, class R>
struct group_norm_backward_body {
  group_norm_backward_call<S, R> call;
  R* sums;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<2>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const group_norm_geometry& g = call.of.geometry;
    for (index_t index = b.index(); index < g.batch * g.groups; index += b.blocks()) {
      const norm_group<S, R> own(call.of, index);
      const R mean = call.of.statistics[2 * index], inverse = call.of.statistics[2 * index + 1];
      R *dw = sums + own.image * own.all + own.first, *db = dw + g.batch * own.all;

      // Each number once, and by whoever sums it: upper becomes dz.
      sum_columns<R, 2>(
          b, b.shared(), own.pixels, own.channels,
          [&](index_t pixel, index_t c) {
            const R h = (own.x(pixel, c) - mean) * inverse;
            S& at = call.upper[own.at(pixel, c)];
            const R z = own.weight(c) * h + own.bias(c);
            const R dz = static_cast<R>(at) * activation_slope(call.of.act, z);
            at = static_cast<S>(dz);
            return several<R, 2>{{dz * h, dz}};
          },
          [&](index_t c, const several<double, 2>& sum) {
            dw[c] = static_cast<R>(sum.at[0]);
            db[c] = static_cast<R>(sum.at[1]);
          });
      const auto weighted = sum_all<double, 2>(b, b.shared(), own.channels, [&](index_t c) {
        const double w = static_cast<double>(own.weight(c));
        return several<double, 2>{{w * static_cast<double>(dw[c]), w * static_cast<double>(db[c])}};
      });
      const double count = static_cast<double>(own.size()), i = static_cast<double>(inverse);
      const R slope = static_cast<R>(i * i * weighted.at[0] / count),
              offset = static_cast<R>(i * weighted.at[1] / count);
      each(b, own.size(), [&](index_t k) {
        const index_t pixel = k / own.channels, c = k % own.channels;
        const R dz = static_cast<R>(call.upper[own.at(pixel, c)]);
        const R dx = (inverse * own.weight(c) * dz - offset) - (own.x(pixel, c) - mean) * slope;
        put(own.in_first(c) ? call.x0_grad : call.x1_grad, own.in_input(pixel, c), dx);
      });
      each(b, own.channels, [&](index_t c) { through_modulation(own, c, dw[c], db[c]); });
      b.sync();
    }
  }

 private:
  /// Gradients of w' = w (1 + s) and b' = b (1 + s) + t into those of s, t, w and b, the latter in place.
  SFUMATO_HOST_DEVICE void through_modulation(const norm_group<S, R>& own, index_t c, R& dw, R& db) const {
    if (!call.of.modulation) return;
    const index_t at = own.image * 2 * own.all + own.first + c;
    put(call.modulation_grad, at, call.of.weight[own.first + c] * dw + call.of.bias[own.first + c] * db);
    put(call.modulation_grad, at + own.all, db);
    dw *= own.scale(c);
    db *= own.scale(c);
  }
};

/// to[column] (+)= the sum over rows of x (rows,columns), in the order of batch_chunks where rows are images.
template <class P, class R>
struct sum_over_batch_body {
  index_t rows, columns, chunk_size, chunks;
  const P* x;
  grad_slot<R> to;

  sum_over_batch_body(index_t images, index_t width, const P* from, grad_slot<R> slot)
      : rows(images), columns(width), x(from), to(slot) {
    const batch_chunks parts(images);
    chunk_size = parts.size;
    chunks = parts.count;
  }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, columns, [&](index_t column) {
      R sum[batch_chunks::most] = {};
      for (index_t row = 0; row < rows; ++row) sum[row / chunk_size] += static_cast<R>(x[row * columns + column]);
      for (index_t step = 1; step < chunks; step *= 2)
        for (index_t into = 0; into + step < chunks; into += 2 * step) sum[into] += sum[into + step];
      put(to, column, sum[0]);
    });
  }
};

}  // namespace sfumato::cuda_kernels
