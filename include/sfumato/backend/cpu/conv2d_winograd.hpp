#pragma once

#include <algorithm>

#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"
#include "sfumato/backend/cpu/winograd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// A 3x3 convolution of large images with many channels by Winograd's algorithm. Outputs are cut into tiles of 4x4; of
/// a block of tiles, whichever images they are in, the 6x6 inputs are transformed to [36][tile][channel], multiplied
/// for each of the 36 positions with the transformed weights (channel, output), a matrix product of the microkernel,
/// and what comes out, [36][tile][output], is transformed back into the outputs. Channels of two inputs stand side by
/// side in one depth. A tile's sums are the same chain whatever block it is in.
template <class S>
struct conv2d_winograd {
  using lanes = pack<S>;

  /// By shape alone. Whole registers of channels on any machine, so there are no tails; bf16, which would round what is
  /// transformed to 8 bits, goes the direct way.
  static bool fits(const conv2d_geometry& g) {
    constexpr index_t worth_transforming = 64, multiple = 16;
    return std::is_same_v<S, arithmetic_t<S>> && g.kernel == 3 && g.stride == 1 && !g.upsample &&
           g.pad == padding::same(3) && g.height >= 16 && g.width >= 16 && g.channels0 % multiple == 0 &&
           g.channels1 % multiple == 0 && g.out_channels % multiple == 0 && g.in_channels() >= worth_transforming &&
           g.out_channels >= worth_transforming;
  }

  /// Four times what the direct kernel packs.
  static index_t packed_size(const conv2d_geometry& g) {
    return winograd::positions * plane(g.in_channels() * g.out_channels);
  }

  /// [36] times panels as multiply_image wants them.
  static void pack_weights(thread_pool& pool, const conv2d_geometry& g, const S* weight, S* packed) {
    const index_t depth = g.in_channels(), n = g.out_channels, to_next = plane(depth * n);
    constexpr index_t rows_per_task = 16;
    pool.parallel_for((depth + rows_per_task - 1) / rows_per_task, [&](index_t task, int) {
      const index_t end = (std::min)(depth, (task + 1) * rows_per_task);
      for (index_t first = 0; first < n; first += panel_lanes<S>) {
        const index_t width = (std::min)(panel_lanes<S>, n - first);
        for (index_t d = task * rows_per_task; d < end; ++d)
          for (index_t i = 0; i < width; i += lanes::size)
            transform_weights(weight + d * n + first + i, depth * n, packed + first * depth + d * width + i, to_next);
      }
    });
  }

  static void forward(cpu_context& ctx, const conv2d_call<S, S>& call) {
    const conv2d_geometry& g = call.geometry;
    const index_t depth = g.in_channels(), n = g.out_channels, threads = ctx.threads();
    const index_t tiles = g.batch * tile_rows(g) * tile_columns(g), panels = (n + panel_lanes<S> - 1) / panel_lanes<S>;
    // As many blocks for each thread; where blocks are fewer than threads, these share out the outputs of each block
    // and transform all its inputs: so each reads only its part of the weights.
    const index_t least = (tiles + tiles_per_block - 1) / tiles_per_block;
    const index_t blocks = least < threads ? least : round_up(least, threads);
    const index_t slices = least < threads ? (std::min)(threads, panels) : 1;
    const index_t room = round_up((std::min)(tiles, tiles_per_block), 4), in_plane = plane(room * depth),
                  out_plane = plane(room * n), zero_size = (std::max)(g.channels0, g.channels1);
    ctx.reserve_thread_scratch(scratch::size<S>(winograd::positions * in_plane) +
                               scratch::size<S>(winograd::positions * out_plane) + scratch::size<S>(zero_size));
    ctx.pool().parallel_for(blocks * slices, [&](index_t task, int thread) {
      const index_t block = task / slices, first = block * tiles / blocks, count = (block + 1) * tiles / blocks - first;
      const output_slice slice{task % slices, slices};
      scratch memory = ctx.thread_scratch(thread);
      S* in = memory.take<S>(winograd::positions * in_plane);
      S* out = memory.take<S>(winograd::positions * out_plane);
      S* zeros = memory.take<S>(zero_size);
      std::fill_n(zeros, zero_size, S(0));

      for (index_t i = 0; i < count; ++i) {
        const place at(g, first + i);
        transform_input(g, at, call.x0, g.channels0, zeros, in + i * depth, in_plane);
        if (g.channels1 > 0)
          transform_input(g, at, call.x1, g.channels1, zeros, in + i * depth + g.channels0, in_plane);
      }
      static constexpr index_t no_offset = 0;
      for (index_t k = 0; k < winograd::positions; ++k) {
        S* tile = in + k * in_plane;
        // The microkernel takes tiles in fours.
        std::fill(tile + count * depth, tile + round_up(count, 4) * depth, S(0));
        const tap_source<S> source{tile, 0, depth, depth, &no_offset, 1, call.packed + k * plane(depth * n)};
        multiply_image<S, S>(&source, 1, 1, count, {out + k * out_plane, 0, n, n}, {}, slice);
      }
      const index_t begin = slice.first_of(panels) * panel_lanes<S>,
                    end = (std::min)(n, slice.end_of(panels) * panel_lanes<S>);
      for (index_t i = 0; i < count; ++i)
        for (index_t c = begin; c < end; c += lanes::size)
          transform_back(call, place(g, first + i), c, out + i * n + c, out_plane);
    });
  }

 private:
  /// So many that the weights, which come from beyond the second-level cache, are read seldom.
  static constexpr index_t tiles_per_block = 96;

  static index_t tile_rows(const conv2d_geometry& g) { return (g.height + 3) / 4; }
  static index_t tile_columns(const conv2d_geometry& g) { return (g.width + 3) / 4; }
  /// From one of the 36 positions to the next: a line more than is needed, or all 36 fall into the same set of a cache.
  static index_t plane(index_t size) { return size + static_cast<index_t>(64 / sizeof(S)); }

  /// Where a tile's outputs begin.
  struct place {
    place(const conv2d_geometry& g, index_t tile)
        : image(tile / tile_columns(g) / tile_rows(g)),
          y(tile / tile_columns(g) % tile_rows(g) * 4),
          x(tile % tile_columns(g) * 4) {}
    index_t image, y, x;
  };

  static void transform_weights(const S* w, index_t tap_step, S* to, index_t to_next) {
    lanes half[3][6];
    for (index_t kx = 0; kx < 3; ++kx) {
      const lanes column[3] = {lanes::load(w + kx * tap_step), lanes::load(w + (3 + kx) * tap_step),
                               lanes::load(w + (6 + kx) * tap_step)};
      winograd::of_weights(column, half[kx]);
    }
    for (index_t i = 0; i < 6; ++i) {
      lanes whole[6];
      const lanes row[3] = {half[0][i], half[1][i], half[2][i]};
      winograd::of_weights(row, whole);
      for (index_t j = 0; j < 6; ++j) whole[j].store(to + (i * 6 + j) * to_next);
    }
  }

  static void transform_input(const conv2d_geometry& g, const place& at, const S* x, index_t channels, const S* zeros,
                              S* to, index_t to_next) {
    const S* from[6][6];
    for (index_t i = 0; i < 6; ++i)
      for (index_t j = 0; j < 6; ++j) {
        const index_t row = at.y + i - 1, column = at.x + j - 1;
        const bool inside = row >= 0 && row < g.height && column >= 0 && column < g.width;
        from[i][j] = inside ? x + ((at.image * g.height + row) * g.width + column) * channels : zeros;
      }
    for (index_t c = 0; c < channels; c += lanes::size) {
      lanes half[6][6];
      for (index_t j = 0; j < 6; ++j) {
        lanes column[6];
#pragma GCC unroll 6
        for (index_t i = 0; i < 6; ++i) column[i] = lanes::load(from[i][j] + c);
        winograd::of_input(column, half[j]);
      }
      for (index_t i = 0; i < 6; ++i) {
        const lanes row[6] = {half[0][i], half[1][i], half[2][i], half[3][i], half[4][i], half[5][i]};
        lanes whole[6];
        winograd::of_input(row, whole);
#pragma GCC unroll 6
        for (index_t j = 0; j < 6; ++j) whole[j].store(to + (i * 6 + j) * to_next + c);
      }
    }
  }

  /// One register of outputs from channel c on, with the tail of finish_tile.
  static void transform_back(const conv2d_call<S, S>& call, const place& at, index_t c, const S* from,
                             index_t from_next) {
    const conv2d_geometry& g = call.geometry;
    const tail_terms<S, S>& tail = call.tail;
    lanes half[6][4];
    for (index_t j = 0; j < 6; ++j) {
      lanes column[6];
#pragma GCC unroll 6
      for (index_t i = 0; i < 6; ++i) column[i] = lanes::load(from + (i * 6 + j) * from_next);
      winograd::of_products(column, half[j]);
    }
    lanes shift = lanes::zero();
    if (tail.bias) shift = lanes::load(tail.bias + c);
    if (tail.row) shift += lanes::load(tail.row + at.image * g.out_channels + c);
    for (index_t i = 0; i < (std::min<index_t>)(4, g.height - at.y); ++i) {
      const lanes row[6] = {half[0][i], half[1][i], half[2][i], half[3][i], half[4][i], half[5][i]};
      lanes whole[4];
      winograd::of_products(row, whole);
      const index_t first = ((at.image * g.height + at.y + i) * g.width + at.x) * g.out_channels + c;
      for (index_t j = 0; j < (std::min<index_t>)(4, g.width - at.x); ++j) {
        const index_t to = first + j * g.out_channels;
        lanes result = whole[j] + shift;
        if (tail.residual) result += lanes::load(tail.residual + to);
        if (tail.before) result.store(tail.before + to);
        activate(tail.act, result).store(call.y + to);
      }
    }
  }
};

}  // namespace sfumato::cpu_kernels
