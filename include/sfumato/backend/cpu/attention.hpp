#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/backend/calls/attention.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"
#include "sfumato/backend/cpu/softmax.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Scaled dot-product attention on the CPU, one head of one image a task, or some of its queries where heads are few.
/// Scores live in scratch, a block of queries at a time; the backward pass computes them again from two kept numbers a
/// row.
template <class S, class T = arithmetic_t<S>>
struct cpu_attention {
  static void attention_forward(cpu_context& ctx, const attention_call<S, T>& call) {
    const attention_geometry& g = call.geometry;
    const index_t d = g.head_channels(), m = g.keys;
    ctx.reserve_thread_scratch(scratch::size<T>(packed_size<T>(d, m)) + scratch::size<T>(packed_size<T>(m, d)) +
                               scratch::size<T>(block_rows * d) + scratch::size<T>(block_rows * m));
    const index_t blocks = (g.queries + block_rows - 1) / block_rows;
    const index_t slices = slices_per_task(g.batch * g.heads, ctx.threads(), blocks);
    ctx.pool().parallel_for(g.batch * g.heads * slices, [&](index_t task, int thread) {
      const index_t number = task / slices;
      const work_slice slice{task % slices, slices};
      const head h(g, number);
      scratch memory = ctx.thread_scratch(thread);
      T* keys = memory.take<T>(packed_size<T>(d, m));
      T* values = memory.take<T>(packed_size<T>(m, d));
      T* queries = memory.take<T>(block_rows * d);
      T* scores = memory.take<T>(block_rows * m);
      pack_columns(ctx, g, call.k + h.key_at, keys);
      pack_rows(ctx, g, call.v + h.key_at, T(1), values);
      for (index_t block = slice.first_of(blocks); block < slice.end_of(blocks); ++block) {
        const index_t first = block * block_rows, count = (std::min)(block_rows, g.queries - first);
        copy_block(g, call.q + h.query_at, first, count, score_scale(g), queries, d);
        multiply<T>(queries, d, d, keys, count, {scores, 0, m, m});
        for (index_t r = 0; r < count; ++r) {
          const softmax_terms<T> terms = softmax_row(m, scores + r * m);
          if (call.statistics) keep(terms, call.statistics + (number * g.queries + first + r) * 2);
        }
        clear_rest(scores, count, m);
        multiply<S>(scores, m, m, values, count, {call.y + h.query_at + first * g.channels, 0, g.channels, d});
      }
    });
  }

  /// With P = softmax(S), S = scale Q K^T, Y = P V: dV = P^T dY, dP = dY V^T, dS = P (dP - row sums of P dP), dQ =
  /// scale dS K, dK = scale dS^T Q.
  static void attention_backward(cpu_context& ctx, const attention_backward_call<S, T>& call) {
    const attention_geometry& g = call.of.geometry;
    const index_t d = g.head_channels(), m = g.keys, width = round_up(d, lanes_of<T>);
    ctx.reserve_thread_scratch(
        2 * scratch::size<T>(packed_size<T>(d, m)) + scratch::size<T>(packed_size<T>(m, d)) +
        2 * (scratch::size<T>(block_rows * width) + scratch::size<T>(block_rows * m) + scratch::size<T>(m * width)));
    ctx.pool().parallel_for(g.batch * g.heads, [&](index_t task, int thread) {
      const head h(g, task);
      scratch memory = ctx.thread_scratch(thread);
      T* keys = memory.take<T>(packed_size<T>(d, m));
      T* values = memory.take<T>(packed_size<T>(d, m));
      T* key_rows = memory.take<T>(packed_size<T>(m, d));
      T* queries = memory.take<T>(block_rows * width);
      T* dy = memory.take<T>(block_rows * width);
      T* scores = memory.take<T>(block_rows * m);
      T* ds = memory.take<T>(block_rows * m);
      T* dk = memory.take<T>(m * width);
      T* dv = memory.take<T>(m * width);
      pack_columns(ctx, g, call.of.k + h.key_at, keys);
      pack_columns(ctx, g, call.of.v + h.key_at, values);
      pack_rows(ctx, g, call.of.k + h.key_at, score_scale(g), key_rows);
      std::fill_n(dk, m * width, T(0));
      std::fill_n(dv, m * width, T(0));

      for (index_t first = 0; first < g.queries; first += block_rows) {
        const index_t count = (std::min)(block_rows, g.queries - first);
        copy_block(g, call.of.q + h.query_at, first, count, score_scale(g), queries, width);
        copy_block(g, call.upper + h.query_at, first, count, T(1), dy, width);
        multiply<T>(queries, width, d, keys, count, {scores, 0, m, m});
        multiply<T>(dy, width, d, values, count, {ds, 0, m, m});
        for (index_t r = 0; r < count; ++r) {
          const T* kept = call.of.statistics + (task * g.queries + first + r) * 2;
          T* p = scores + r * m;
          T* gradient = ds + r * m;
          softmax_row(m, p, {kept[0], kept[1]});
          const T mean = softmax_mean_gradient<T>(m, p, gradient);
          map_packs<T>(
              m, [&](pack<T>& own, const pack<T>& probability) { own = probability * (own - pack<T>(mean)); }, gradient,
              static_cast<const T*>(p));
        }
        clear_rest(ds, count, m);
        if (call.v_grad) add_outer(scores, m, dy, width, d, count, dv);
        if (call.k_grad) add_outer(ds, m, queries, width, d, count, dk);
        if (call.q_grad) {
          S* own = call.q_grad.data + h.query_at + first * g.channels;
          tail_terms<S, T> tail;
          if (call.q_grad.accumulate) tail.residual = own;
          multiply<S>(ds, m, m, key_rows, count, {own, 0, g.channels, d}, tail);
        }
      }
      if (call.k_grad) put_rows(g, dk, width, {call.k_grad.data + h.key_at, call.k_grad.accumulate});
      if (call.v_grad) put_rows(g, dv, width, {call.v_grad.data + h.key_at, call.v_grad.accumulate});
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
  static void pack_columns(cpu_context& ctx, const attention_geometry& g, const S* x, T* packed) {
    pack_weights<T>(ctx.pool(), g.head_channels(), g.keys, packed, [&](index_t c, index_t first, index_t count, T* to) {
      for (index_t i = 0; i < count; ++i) to[i] = static_cast<T>(x[(first + i) * g.channels + c]);
    });
  }

  /// X (keys,d) times a factor as the right factor.
  static void pack_rows(cpu_context& ctx, const attention_geometry& g, const S* x, T factor, T* packed) {
    pack_weights<T>(ctx.pool(), g.keys, g.head_channels(), packed,
                    [&](index_t row, index_t first, index_t count, T* to) {
                      const S* from = x + row * g.channels + first;
                      for (index_t i = 0; i < count; ++i) to[i] = factor * static_cast<T>(from[i]);
                    });
  }

  /// Rows first ... of queries (or gradients of y), times a factor, `width` apart; what is left of the block is zero.
  static void copy_block(const attention_geometry& g, const S* x, index_t first, index_t count, T factor, T* to,
                         index_t width) {
    const index_t d = g.head_channels();
    for (index_t r = 0; r < count; ++r) {
      const S* from = x + (first + r) * g.channels;
      for (index_t c = 0; c < d; ++c) to[r * width + c] = factor * static_cast<T>(from[c]);
      std::fill(to + r * width + d, to + (r + 1) * width, T(0));
    }
    clear_rest(to, count, width);
  }

  static void clear_rest(T* block, index_t count, index_t width) {
    std::fill(block + count * width, block + round_up(count, 4) * width, T(0));
  }

  /// target = x W: x (rows,depth) with rows `step` apart, W packed.
  template <class Out>
  static void multiply(const T* x, index_t step, index_t depth, const T* packed, index_t rows,
                       const pixel_target<Out>& target, const tail_terms<Out, T>& tail = {}) {
    const tap_source<T> source{x, 0, step, depth, &no_offset, 1, packed};
    multiply_image<T, Out>(&source, 1, 1, rows, target, tail);
  }

  /// sum (columns,width) += x^T g: x (rows,columns), g (rows,width) of which the first d are wanted.
  static void add_outer(const T* x, index_t columns, const T* g, index_t width, index_t d, index_t rows, T* sum) {
    const tap_source<T> source{x, 0, columns, columns, &no_offset, 1, nullptr};
    multiply_outer(source, g, 0, width, d, 1, rows, sum);
  }

  static void put_rows(const attention_geometry& g, const T* from, index_t width, grad_slot<S> to) {
    for (index_t row = 0; row < g.keys; ++row)
      for (index_t c = 0; c < g.head_channels(); ++c) {
        S& own = to.data[row * g.channels + c];
        const T gradient = from[row * width + c];
        own = static_cast<S>(to.accumulate ? static_cast<T>(own) + gradient : gradient);
      }
  }

  static constexpr index_t no_offset = 0;
};

}  // namespace sfumato::cpu_kernels
