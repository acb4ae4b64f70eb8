#pragma once

#include <algorithm>

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"
#include "sfumato/backend/cpu/winograd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Images to convolve: x0 (batch, height, width, channels0) and, behind its channels, those of x1.
template <class S>
struct winograd_images {
  index_t batch, height, width;
  const S* x0;
  index_t channels0;
  const S* x1 = nullptr;
  index_t channels1 = 0;

  index_t depth() const { return channels0 + channels1; }
  index_t tile_rows() const { return (height + 3) / 4; }
  index_t tile_columns() const { return (width + 3) / 4; }
  index_t tiles() const { return batch * tile_rows() * tile_columns(); }
};

/// A 3x3 convolution with one row of zeros around each image by Winograd's algorithm. Outputs are cut into tiles of
/// 4x4; of a block of tiles, whichever images they are in, the 6x6 inputs are transformed to [36][tile][channel],
/// multiplied for each of the 36 positions with the transformed weights (channel, output), a matrix product of the
/// microkernel, and what comes out, [36][tile][output], is transformed back. A tile's sums are the same chain whatever
/// block it is in. Channels of each input and outputs fill whole registers.
template <class S>
struct winograd_product {
  using lanes = pack<S>;

  /// Four times what the direct kernel packs.
  static index_t packed_size(index_t depth, index_t n) { return winograd::positions * plane(depth * n); }

  /// [36] times panels as multiply_image wants them. weight(tap, d, first): a register of the weights from the d-th
  /// channel to outputs from `first` on, tap = 3 ky + kx.
  template <class Weight>
  static void pack_weights(thread_pool& pool, index_t depth, index_t n, S* packed, Weight&& weight) {
    const index_t to_next = plane(depth * n);
    constexpr index_t rows_per_task = 16;
    pool.parallel_for((depth + rows_per_task - 1) / rows_per_task, [&](index_t task, int) {
      const index_t end = (std::min)(depth, (task + 1) * rows_per_task);
      for (index_t first = 0; first < n; first += panel_lanes<S>) {
        const index_t width = (std::min)(panel_lanes<S>, n - first);
        for (index_t d = task * rows_per_task; d < end; ++d)
          for (index_t i = 0; i < width; i += lanes::size)
            transform_weights([&](index_t tap) { return weight(tap, d, first + i); },
                              packed + first * depth + d * width + i, to_next);
      }
    });
  }

  /// finish(image, c) gives put(pixel, sums), which takes the sums for a register of outputs from c on; pixel counts
  /// over all images.
  template <class Finish>
  static void run(cpu_context& ctx, const winograd_images<S>& x, const S* packed, index_t n, Finish&& finish) {
    const index_t depth = x.depth(), threads = ctx.threads(), tiles = x.tiles();
    const index_t panels = (n + panel_lanes<S> - 1) / panel_lanes<S>;
    // As many blocks for each thread; where blocks are fewer than threads, these share out the outputs of each block
    // and transform all its inputs: so each reads only its part of the weights.
    const index_t least = (tiles + tiles_per_block - 1) / tiles_per_block;
    const index_t blocks = least < threads ? least : round_up(least, threads);
    const index_t slices = slices_per_task(least, threads, panels);
    const index_t room = round_up((std::min)(tiles, tiles_per_block), 4), in_plane = plane(room * depth),
                  out_plane = plane(room * n), zero_size = (std::max)(x.channels0, x.channels1);
    ctx.reserve_thread_scratch(scratch::size<S>(winograd::positions * in_plane) +
                               scratch::size<S>(winograd::positions * out_plane) + scratch::size<S>(zero_size));
    ctx.pool().parallel_for(blocks * slices, [&](index_t task, int thread) {
      const index_t block = task / slices, first = block * tiles / blocks, count = (block + 1) * tiles / blocks - first;
      const work_slice slice{task % slices, slices};
      scratch memory = ctx.thread_scratch(thread);
      S* in = memory.take<S>(winograd::positions * in_plane);
      S* out = memory.take<S>(winograd::positions * out_plane);
      S* zeros = memory.take<S>(zero_size);
      std::fill_n(zeros, zero_size, S(0));

      for (index_t i = 0; i < count; ++i) {
        const place at(x, first + i);
        transform_input(x, at, x.x0, x.channels0, zeros, in + i * depth, in_plane);
        if (x.channels1 > 0) transform_input(x, at, x.x1, x.channels1, zeros, in + i * depth + x.channels0, in_plane);
      }
      static constexpr index_t no_offset = 0;
      for (index_t k = 0; k < winograd::positions; ++k) {
        S* tile = in + k * in_plane;
        // The microkernel takes tiles in fours.
        std::fill(tile + count * depth, tile + round_up(count, 4) * depth, S(0));
        const tap_source<S> source{tile, 0, depth, depth, &no_offset, 1, packed + k * plane(depth * n)};
        multiply_image<S, S>(&source, 1, 1, count, {out + k * out_plane, 0, n, n}, {}, slice);
      }
      const index_t begin = slice.first_of(panels) * panel_lanes<S>,
                    end = (std::min)(n, slice.end_of(panels) * panel_lanes<S>);
      for (index_t i = 0; i < count; ++i) {
        const place at(x, first + i);
        for (index_t c = begin; c < end; c += lanes::size)
          transform_back(x, at, out + i * n + c, out_plane, finish(at.image, c));
      }
    });
  }

 private:
  /// So many that the weights, which come from beyond the second-level cache, are read seldom.
  static constexpr index_t tiles_per_block = 96;

  /// From one of the 36 positions to the next: a line more than is needed, or all 36 fall into the same set of a cache.
  static index_t plane(index_t size) { return size + static_cast<index_t>(64 / sizeof(S)); }

  /// Where a tile's outputs begin.
  struct place {
    place(const winograd_images<S>& in, index_t tile)
        : image(tile / in.tile_columns() / in.tile_rows()),
          y(tile / in.tile_columns() % in.tile_rows() * 4),
          x(tile % in.tile_columns() * 4) {}
    index_t image, y, x;
  };

  template <class Tap>
  static SFUMATO_ALWAYS_INLINE void transform_weights(Tap&& tap, S* to, index_t to_next) {
    lanes half[3][6];
    for (index_t kx = 0; kx < 3; ++kx) {
      const lanes column[3] = {tap(kx), tap(3 + kx), tap(6 + kx)};
      winograd::of_weights(column, half[kx]);
    }
    for (index_t i = 0; i < 6; ++i) {
      lanes whole[6];
      const lanes row[3] = {half[0][i], half[1][i], half[2][i]};
      winograd::of_weights(row, whole);
      for (index_t j = 0; j < 6; ++j) whole[j].store(to + (i * 6 + j) * to_next);
    }
  }

  static void transform_input(const winograd_images<S>& in, const place& at, const S* x, index_t channels,
                              const S* zeros, S* to, index_t to_next) {
    const S* from[6][6];
    for (index_t i = 0; i < 6; ++i)
      for (index_t j = 0; j < 6; ++j) {
        const index_t row = at.y + i - 1, column = at.x + j - 1;
        const bool inside = row >= 0 && row < in.height && column >= 0 && column < in.width;
        from[i][j] = inside ? x + ((at.image * in.height + row) * in.width + column) * channels : zeros;
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

  /// One register of a tile's outputs.
  template <class Put>
  static void transform_back(const winograd_images<S>& in, const place& at, const S* from, index_t from_next,
                             Put&& put) {
    lanes half[6][4];
    for (index_t j = 0; j < 6; ++j) {
      lanes column[6];
#pragma GCC unroll 6
      for (index_t i = 0; i < 6; ++i) column[i] = lanes::load(from + (i * 6 + j) * from_next);
      winograd::of_products(column, half[j]);
    }
    for (index_t i = 0; i < (std::min<index_t>)(4, in.height - at.y); ++i) {
      const lanes row[6] = {half[0][i], half[1][i], half[2][i], half[3][i], half[4][i], half[5][i]};
      lanes whole[4];
      winograd::of_products(row, whole);
      const index_t pixel = (at.image * in.height + at.y + i) * in.width + at.x;
      for (index_t j = 0; j < (std::min<index_t>)(4, in.width - at.x); ++j) put(pixel + j, whole[j]);
    }
  }
};

}  // namespace sfumato::cpu_kernels
