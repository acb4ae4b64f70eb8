#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"
#include "sfumato/backend/cpu/softmax.hpp"

namespace sfumato {

/// Scaled dot-product attention on the CPU, one head of one image a task. Scores live in scratch, a block of queries at
/// a time; the backward pass computes them again from two kept numbers a row.
template <class T>
struct cpu_attention {
  /// statistics: where to keep them, or null.
  static void attention_forward(cpu_context& ctx, const attention_geometry& g, const T* q, const T* k, const T* v,
                                T* statistics, T* y) {
    const index_t d = g.head_channels(), m = g.keys;
    ctx.reserve_thread_scratch<T>(packed_size<T>(d, m) + packed_size<T>(m, d) + block_rows * (d + m));
    ctx.pool().parallel_for(g.batch * g.heads, [&](index_t task, int thread) {
      const head h(g, task);
      T* keys = ctx.thread_scratch<T>(thread);
      T* values = keys + packed_size<T>(d, m);
      T* queries = values + packed_size<T>(m, d);
      T* scores = queries + block_rows * d;
      pack_columns(ctx, g, k + h.key_at, keys);
      pack_rows(ctx, g, v + h.key_at, T(1), values);
      for (index_t first = 0; first < g.queries; first += block_rows) {
        const index_t count = (std::min)(block_rows, g.queries - first);
        copy_block(g, q + h.query_at, first, count, score_scale(g), queries, d);
        multiply(queries, d, d, keys, count, {scores, 0, m, m});
        for (index_t r = 0; r < count; ++r) {
          const softmax_terms<T> terms = softmax_row(m, scores + r * m);
          if (statistics) keep(terms, statistics + (task * g.queries + first + r) * 2);
        }
        clear_rest(scores, count, m);
        multiply(scores, m, m, values, count, {y + h.query_at + first * g.channels, 0, g.channels, d});
      }
    });
  }

  /// With P = softmax(S), S = scale Q K^T, Y = P V: dV = P^T dY, dP = dY V^T, dS = P (dP - row sums of P dP), dQ =
  /// scale dS K, dK = scale dS^T Q.
  static void attention_backward(cpu_context& ctx, const attention_geometry& g, const T* q, const T* k, const T* v,
                                 const T* statistics, const T* upper, grad_slot<T> gq, grad_slot<T> gk,
                                 grad_slot<T> gv) {
    const index_t d = g.head_channels(), m = g.keys, width = round_up(d, pack<T>::size);
    ctx.reserve_thread_scratch<T>(2 * packed_size<T>(d, m) + packed_size<T>(m, d) + 2 * block_rows * (width + m) +
                                  2 * m * width);
    ctx.pool().parallel_for(g.batch * g.heads, [&](index_t task, int thread) {
      const head h(g, task);
      T* keys = ctx.thread_scratch<T>(thread);
      T* values = keys + packed_size<T>(d, m);
      T* key_rows = values + packed_size<T>(d, m);
      T* queries = key_rows + packed_size<T>(m, d);
      T* dy = queries + block_rows * width;
      T* scores = dy + block_rows * width;
      T* ds = scores + block_rows * m;
      T* dk = ds + block_rows * m;
      T* dv = dk + m * width;
      pack_columns(ctx, g, k + h.key_at, keys);
      pack_columns(ctx, g, v + h.key_at, values);
      pack_rows(ctx, g, k + h.key_at, score_scale(g), key_rows);
      std::fill_n(dk, 2 * m * width, T(0));

      for (index_t first = 0; first < g.queries; first += block_rows) {
        const index_t count = (std::min)(block_rows, g.queries - first);
        copy_block(g, q + h.query_at, first, count, score_scale(g), queries, width);
        copy_block(g, upper + h.query_at, first, count, T(1), dy, width);
        multiply(queries, width, d, keys, count, {scores, 0, m, m});
        multiply(dy, width, d, values, count, {ds, 0, m, m});
        for (index_t r = 0; r < count; ++r) {
          const T* kept = statistics + (task * g.queries + first + r) * 2;
          T* p = scores + r * m;
          T* gradient = ds + r * m;
          softmax_row(m, p, {kept[0], kept[1]});
          const T mean = softmax_mean_gradient<T>(m, p, gradient);
          map_packs<T>(
              m, [&](pack<T>& own, const pack<T>& probability) { own = probability * (own - pack<T>(mean)); }, gradient,
              static_cast<const T*>(p));
        }
        clear_rest(ds, count, m);
        if (gv) add_outer(scores, m, dy, width, d, count, dv);
        if (gk) add_outer(ds, m, queries, width, d, count, dk);
        if (gq) {
          const grad_slot<T> own{gq.data + h.query_at + first * g.channels, gq.accumulate};
          epilogue<T> tail;
          if (own.accumulate) tail.residual = own.data;
          multiply(ds, m, m, key_rows, count, {own.data, 0, g.channels, d}, tail);
        }
      }
      if (gk) put_rows(g, dk, width, {gk.data + h.key_at, gk.accumulate});
      if (gv) put_rows(g, dv, width, {gv.data + h.key_at, gv.accumulate});
    });
  }

 private:
  /// A multiple of 4, the rows that the microkernel takes at once.
  static constexpr index_t block_rows = 64;

  /// Where a head of an image begins among queries and among keys.
  struct head {
    head(const attention_geometry& g, index_t task) {
      const index_t image = task / g.heads, channel = task % g.heads * g.head_channels();
      query_at = image * g.queries * g.channels + channel;
      key_at = image * g.keys * g.channels + channel;
    }
    index_t query_at, key_at;
  };

  static T score_scale(const attention_geometry& g) {
    return static_cast<T>(1 / std::sqrt(static_cast<double>(g.head_channels())));
  }

  static void keep(const softmax_terms<T>& terms, T* to) {
    to[0] = terms.largest;
    to[1] = terms.inverse_sum;
  }

  /// The rows of K or V as the columns of the right factor: X^T (d,keys).
  static void pack_columns(cpu_context& ctx, const attention_geometry& g, const T* x, T* packed) {
    pack_weights<T>(ctx.pool(), g.head_channels(), g.keys, packed, [&](index_t c, index_t first, index_t count, T* to) {
      for (index_t i = 0; i < count; ++i) to[i] = x[(first + i) * g.channels + c];
    });
  }

  /// X (keys,d) times a factor as the right factor.
  static void pack_rows(cpu_context& ctx, const attention_geometry& g, const T* x, T factor, T* packed) {
    pack_weights<T>(ctx.pool(), g.keys, g.head_channels(), packed,
                    [&](index_t row, index_t first, index_t count, T* to) {
                      const T* from = x + row * g.channels + first;
                      for (index_t i = 0; i < count; ++i) to[i] = factor * from[i];
                    });
  }

  /// Rows first ... of queries (or gradients of y), times a factor, `width` apart; what is left of the block is zero.
  static void copy_block(const attention_geometry& g, const T* x, index_t first, index_t count, T factor, T* to,
                         index_t width) {
    const index_t d = g.head_channels();
    for (index_t r = 0; r < count; ++r) {
      const T* from = x + (first + r) * g.channels;
      for (index_t c = 0; c < d; ++c) to[r * width + c] = factor * from[c];
      std::fill(to + r * width + d, to + (r + 1) * width, T(0));
    }
    clear_rest(to, count, width);
  }

  static void clear_rest(T* block, index_t count, index_t width) {
    std::fill(block + count * width, block + round_up(count, 4) * width, T(0));
  }

  /// target = x W: x (rows,depth) with rows `step` apart, W packed.
  static void multiply(const T* x, index_t step, index_t depth, const T* packed, index_t rows,
                       const pixel_target<T>& target, const epilogue<T>& tail = {}) {
    const tap_source<T> source{x, 0, step, depth, &no_offset, 1, packed};
    multiply_image<T>(&source, 1, 1, rows, target, tail);
  }

  /// sum (columns,width) += x^T g: x (rows,columns), g (rows,width) of which the first d are wanted.
  static void add_outer(const T* x, index_t columns, const T* g, index_t width, index_t d, index_t rows, T* sum) {
    multiply_outer<T>({x, 0, columns, columns, &no_offset, 1, nullptr}, g, 0, width, d, 1, rows, sum);
  }

  static void put_rows(const attention_geometry& g, const T* from, index_t width, grad_slot<T> to) {
    for (index_t row = 0; row < g.keys; ++row)
      for (index_t c = 0; c < g.head_channels(); ++c) {
        T& own = to.data[row * g.channels + c];
        own = to.accumulate ? own + from[row * width + c] : from[row * width + c];
      }
  }

  static constexpr index_t no_offset = 0;
};

}  // namespace sfumato
