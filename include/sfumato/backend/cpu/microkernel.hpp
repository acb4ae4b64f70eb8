#pragma once

#include <algorithm>

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/backend/cpu/work_slice.hpp"
#include "sfumato/core/thread_pool.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// One input of a convolution, laid out so that no bounds are ever checked: output pixel (y,x) reads, for each tap, the
/// `channels` scalars at origin + y row_step + x pixel_step + offset[tap].
template <class S>
struct tap_source {
  const S* origin = nullptr;
  index_t row_step = 0, pixel_step = 0, channels = 0;
  const index_t* offset = nullptr;
  int taps = 0;
  /// Packed weights: per panel of output channels [tap][channel][panel lanes]; panels panel_stride apart.
  const S* weights = nullptr;
  index_t depth() const { return taps * channels; }
};

/// Up to group_pixels neighbouring output pixels of one row; of none, a group is computed and not stored.
struct pixel_group {
  index_t y = 0, x = 0;
  int count = 0;
};

/// Where results go: output pixel (y,x), channel n at origin + y row_step + x pixel_step + n.
template <class T>
struct pixel_target {
  T* origin = nullptr;
  index_t row_step = 0, pixel_step = 0, channels = 0;
  index_t at(index_t y, index_t x) const { return y * row_step + x * pixel_step; }
};

/// Output channels are worked on in panels of this many registers.
inline constexpr int panel_vectors = 2;
template <class S>
inline constexpr index_t lanes_of = pack<arithmetic_t<S>>::size;
template <class S>
inline constexpr index_t panel_lanes = panel_vectors* lanes_of<S>;

/// What one tile sums at once is what the machine's registers hold: 3 groups of pixels by 2 registers of channels,
/// which are 24 of 32 registers or 12 of 16, and as many channels in the other product. Results do not depend on it.
inline constexpr bool many_registers = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32;
inline constexpr int group_pixels = many_registers ? 4 : 2;
inline constexpr int outer_rows = many_registers ? 8 : 4;

/// The sums of a tile, in registers: [pixel][register of channels].
template <class T, int Rows, int Vectors>
using tile_sums = pack<T>[std::size_t{Rows}][std::size_t{Vectors}];

/// The heart of every convolution and matrix product: Groups of output pixels times Vectors registers of channels are
/// summed in registers, tap after tap, channel after channel. Each sum takes the same order of fused multiply-adds
/// whatever tile it falls into, so results are the same bits for any batch size and thread count.
template <class S, int Groups, int Vectors, class T = arithmetic_t<S>>
SFUMATO_ALWAYS_INLINE void multiply_tile(const tap_source<S>* sources, int source_count, const pixel_group* groups,
                                         index_t panel, tile_sums<T, group_pixels * Groups, Vectors>& sum) {
  constexpr index_t lanes = pack<T>::size;
  // All loops over `sum` are unrolled, so that it stays in registers from the first tap to the last.
#pragma GCC unroll 8
  for (int r = 0; r < group_pixels * Groups; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sum[r][v] = pack<T>::zero();
  for (int s = 0; s < source_count; ++s) {
    const tap_source<S>& source = sources[s];
    const S* w = source.weights + panel * source.depth() * panel_lanes<S>;
    const index_t step = source.pixel_step, step3 = 3 * step;
    for (int tap = 0; tap < source.taps; ++tap) {
      const S* x[std::size_t{Groups}];
      for (int g = 0; g < Groups; ++g)
        x[g] = source.origin + groups[g].y * source.row_step + groups[g].x * step + source.offset[tap];
      for (index_t c = 0; c < source.channels; ++c) {
        pack<T> weight[std::size_t{Vectors}];
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) weight[v] = pack<T>::load(w + v * lanes);
        w += Vectors * lanes;
#pragma GCC unroll 4
        for (int g = 0; g < Groups; ++g) {
          const S* p = x[g] + c;
          pack<T> in[std::size_t{group_pixels}];
#pragma GCC unroll 4
          for (int i = 0; i < group_pixels; ++i) in[i] = pack<T>::broadcast(p + (i < 3 ? i * step : step3));
#pragma GCC unroll 4
          for (int i = 0; i < group_pixels; ++i)
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; ++v)
              sum[group_pixels * g + i][v] = multiply_add(in[i], weight[v], sum[group_pixels * g + i][v]);
        }
      }
    }
  }
}

/// Adds bias, row and residual, activates and stores, lane by lane.
template <class S, int Groups, int Vectors, class T = arithmetic_t<S>>
SFUMATO_ALWAYS_INLINE void finish_tile(const tile_sums<T, group_pixels * Groups, Vectors>& sum,
                                       const pixel_group* groups, index_t first_channel, const pixel_target<S>& y,
                                       const tail_terms<S, T>& tail) {
  constexpr index_t lanes = pack<T>::size;
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) {
    const index_t channel = first_channel + v * lanes, left = y.channels - channel;
    const bool full = left >= lanes;
    const auto load = [&](const auto* from) { return full ? pack<T>::load(from) : pack<T>::load_first(from, left); };
    const auto store = [&](pack<T> lane, S* to) { full ? lane.store(to) : lane.store_first(to, left); };
    pack<T> shift = pack<T>::zero();
    if (tail.bias) shift = load(tail.bias + channel);
    if (tail.row) shift += load(tail.row + channel);
#pragma GCC unroll 4
    for (int g = 0; g < Groups; ++g)
#pragma GCC unroll 4
      for (int i = 0; i < group_pixels; ++i) {
        if (i >= groups[g].count) continue;
        const index_t at = y.at(groups[g].y, groups[g].x + i) + channel;
        pack<T> result = sum[group_pixels * g + i][v] + shift;
        if (tail.residual) result += load(tail.residual + at);
        if (tail.before) store(result, tail.before + at);
        store(activate(tail.act, result), y.origin + at);
      }
  }
}

/// All output pixels (rows x columns) and channels of one image or phase, or a slice of the channels' panels. Inputs
/// and outputs may be stored differently: partial sums want to keep all digits.
template <class S, class Out, class T = arithmetic_t<S>>
void multiply_image(const tap_source<S>* sources, int source_count, index_t rows, index_t columns,
                    const pixel_target<Out>& y, const tail_terms<Out, T>& tail, const work_slice& slice = {}) {
  const index_t groups_per_row = (columns + group_pixels - 1) / group_pixels, group_count = rows * groups_per_row;
  const index_t panels = (y.channels + panel_lanes<S> - 1) / panel_lanes<S>;
  const auto group = [&](index_t i) {
    const index_t x = i % groups_per_row * group_pixels;
    return pixel_group{i / groups_per_row, x, static_cast<int>((std::min)(index_t{group_pixels}, columns - x))};
  };
  const auto tile = [&]<int Groups, int Vectors>(index_t first, index_t panel) {
    pixel_group groups[std::size_t{Groups}];
    for (int g = 0; g < Groups; ++g) groups[g] = first + g < group_count ? group(first + g) : pixel_group{};
    tile_sums<T, group_pixels * Groups, Vectors> sum;
    multiply_tile<S, Groups, Vectors>(sources, source_count, groups, panel, sum);
    finish_tile<Out, Groups, Vectors>(sum, groups, panel * panel_lanes<S>, y, tail);
  };
  for (index_t panel = slice.first_of(panels); panel < slice.end_of(panels); ++panel) {
    const bool narrow = y.channels - panel * panel_lanes<S> <= lanes_of<S>;
    index_t i = 0;
    // Threes, and twos for what threes would leave a single one of.
    for (index_t left = group_count; left == 3 || left > 4; left -= 3, i += 3)
      narrow ? tile.template operator()<3, 1>(i, panel) : tile.template operator()<3, 2>(i, panel);
    for (; i < group_count; i += 2)
      narrow ? tile.template operator()<2, 1>(i, panel) : tile.template operator()<2, 2>(i, panel);
  }
}

/// Scalars that packed weights of this many taps x channels and outputs take.
template <class S>
constexpr index_t packed_size(index_t depth, index_t outputs) {
  return depth * round_up(outputs, lanes_of<S>);
}

/// Packs weights for multiply_image: row(d, first, count, to) writes the weights of depth d for outputs first ... first
/// + count - 1; panels of lanes come out, zeros in the last lanes.
template <class S, class Row>
void pack_weights(thread_pool& pool, index_t depth, index_t outputs, S* packed, Row&& row) {
  constexpr index_t rows_per_task = 64;
  pool.parallel_for((depth + rows_per_task - 1) / rows_per_task, [&](index_t task, int) {
    const index_t end = (std::min)(depth, (task + 1) * rows_per_task);
    for (index_t first = 0; first < outputs; first += panel_lanes<S>) {
      const index_t count = (std::min)(panel_lanes<S>, outputs - first), width = round_up(count, lanes_of<S>);
      for (index_t d = task * rows_per_task; d < end; ++d) {
        S* to = packed + first * depth + d * width;
        row(d, first, count, to);
        std::fill(to + count, to + width, S(0));
      }
    }
  });
}

/// The other product, for weight gradients: dw[c][n] += sum over output pixels of x[pixel][c] g[pixel][n] for Rows
/// channels c and Vectors registers of outputs n; dw rows dw_stride apart.
template <int Rows, int Vectors, class X, class G, class T>
SFUMATO_ALWAYS_INLINE void outer_tile(const X* x, index_t x_row, index_t x_pixel, const G* g, index_t g_row,
                                      index_t g_pixel, index_t rows, index_t columns, T* dw, index_t dw_stride) {
  constexpr index_t lanes = pack<T>::size;
  tile_sums<T, Rows, Vectors> sum;
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sum[r][v] = pack<T>::load(dw + r * dw_stride + v * lanes);
  for (index_t row = 0; row < rows; ++row) {
    const X* from = x + row * x_row;
    const G* upper = g + row * g_row;
    for (index_t column = 0; column < columns; ++column, from += x_pixel, upper += g_pixel) {
      pack<T> gradient[std::size_t{Vectors}];
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) gradient[v] = pack<T>::load(upper + v * lanes);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) {
        const pack<T> in = pack<T>::broadcast(from + r);
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; ++v) sum[r][v] = multiply_add(in, gradient[v], sum[r][v]);
      }
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sum[r][v].store(dw + r * dw_stride + v * lanes);
}

/// dw[tap][channel][lanes of g] += x (taps, channels) times g (whole registers of outputs, zeros in the last lanes).
template <class X, class G, class T>
void multiply_outer(const tap_source<X>& x, const G* g, index_t g_row, index_t g_pixel, index_t outputs, index_t rows,
                    index_t columns, T* dw) {
  static_assert(std::is_same_v<T, arithmetic_t<X>>, "sums over pixels keep all digits");
  constexpr index_t lanes = pack<T>::size;
  const index_t width = round_up(outputs, lanes);
  const auto block = [&]<int Rows, int Vectors>(const X* from, index_t n, T* to) {
    outer_tile<Rows, Vectors>(from, x.row_step, x.pixel_step, g + n, g_row, g_pixel, rows, columns, to + n, width);
  };
  const auto panels = [&]<int Rows>(const X* from, T* to) {
    index_t n = 0;
    for (; n + 2 * lanes <= width; n += 2 * lanes) block.template operator()<Rows, 2>(from, n, to);
    if (n < width) block.template operator()<Rows, 1>(from, n, to);
  };
  for (int tap = 0; tap < x.taps; ++tap) {
    const X* from = x.origin + x.offset[tap];
    T* to = dw + tap * x.channels * width;
    index_t c = 0;
    for (; c + outer_rows <= x.channels; c += outer_rows)
      panels.template operator()<outer_rows>(from + c, to + c * width);
    for (; c < x.channels; ++c) panels.template operator()<1>(from + c, to + c * width);
  }
}

}  // namespace sfumato::cpu_kernels
