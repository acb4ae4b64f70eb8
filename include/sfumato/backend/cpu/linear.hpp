#pragma once

#include <algorithm>

#include "sfumato/backend/calls/linear.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// y = activation(x W + bias + residual) on the CPU: x (rows,in), W (in,out), y (rows,out). A row is a pixel, a matrix
/// product a convolution with one tap.
template <class S, class T = arithmetic_t<S>>
struct cpu_linear {
  static index_t linear_packed_size(index_t in, index_t out) { return packed_size<S>(in, out); }
  static void linear_pack(cpu_context& ctx, const linear_pack_call<S, T>& call) {
    pack_weights<S>(ctx.pool(), call.in, call.out, call.packed, [&](index_t i, index_t first, index_t count, S* to) {
      const T* from = call.weight + i * call.out + first;
      for (index_t o = 0; o < count; ++o) to[o] = static_cast<S>(from[o]);
    });
  }

  static void linear_forward(cpu_context& ctx, const linear_call<S, T>& call) {
    multiply_rows(ctx, call.rows, call.in, call.out, call.x, call.packed, call.tail, call.y);
  }

  static void linear_backward(cpu_context& ctx, const linear_backward_call<S, T>& call) {
    const index_t in = call.of.in, out = call.of.out, rows = call.of.rows;
    const activation act = call.of.tail.act;
    const S* kept = call.of.tail.kept(call.of.y);
    const batch_chunks chunks(call.of.batch);
    const index_t rows_each = call.of.batch > 0 ? rows / call.of.batch : 0;
    const index_t width = round_up(out, lanes_of<S>), block = (std::min)(block_rows, chunks.size * rows_each);
    const index_t packed = packed_size<S>(out, in), partial = (in + 1) * width;
    scratch memory = ctx.shared_scratch(scratch::size<S>(packed) + scratch::size<T>(chunks.count * partial));
    S* transposed = memory.take<S>(packed);
    T* partials = memory.take<T>(chunks.count * partial);
    if (call.x_grad)
      pack_weights<S>(ctx.pool(), out, in, transposed, [&](index_t o, index_t first, index_t count, S* to) {
        for (index_t i = 0; i < count; ++i) to[i] = static_cast<S>(call.weight[(first + i) * out + o]);
      });

    ctx.reserve_thread_scratch(scratch::size<T>(block * width));
    ctx.pool().parallel_for(chunks.count, [&](index_t chunk, int thread) {
      T* padded = ctx.thread_scratch(thread).take<T>(block * width);
      T* dw = partials + chunk * partial;
      T* db = dw + in * width;
      std::fill_n(dw, partial, T(0));
      const index_t end = chunks.end(chunk) * rows_each;
      for (index_t first = chunks.begin(chunk) * rows_each; first < end; first += block) {
        const index_t count = (std::min)(block, end - first);
        for (index_t r = 0; r < count; ++r) {
          S* g = call.upper + (first + r) * out;
          const S* before = kept + (first + r) * out;
          for (index_t o = 0; o < out; ++o) {
            if (act != activation::none)
              g[o] = static_cast<S>(static_cast<T>(g[o]) * activation_slope(act, static_cast<T>(before[o])));
            padded[r * width + o] = static_cast<T>(g[o]);
            db[o] += static_cast<T>(g[o]);
          }
          std::fill(padded + r * width + out, padded + (r + 1) * width, T(0));
        }
        static constexpr index_t zero = 0;
        const tap_source<S> x{call.of.x + first * in, 0, in, in, &zero, 1, nullptr};
        if (call.weight_grad) multiply_outer(x, padded, 0, width, out, 1, count, dw);
      }
    });
    if (call.x_grad) multiply_rows(ctx, rows, out, in, call.upper, transposed, into(call.x_grad), call.x_grad.data);
    if (call.residual_grad) add_or_copy(call.upper, rows * out, call.residual_grad);
    if (!call.weight_grad && !call.bias_grad) return;
    fold_chunks(ctx.pool(), chunks, partials, partial, partial);
    if (call.weight_grad)
      for (index_t i = 0; i < in; ++i)
        put_sum(static_cast<const T*>(partials + i * width), out,
                grad_slot<T>{call.weight_grad.data + i * out, call.weight_grad.accumulate});
    if (call.bias_grad) put_sum(static_cast<const T*>(partials + in * width), out, call.bias_grad);
  }

  template <class From>
  static void add_or_copy(const From* from, index_t n, grad_slot<S> to) {
    for (index_t i = 0; i < n; ++i) {
      const T own = static_cast<T>(from[i]);
      to.data[i] = static_cast<S>(to.accumulate ? static_cast<T>(to.data[i]) + own : own);
    }
  }

  /// A gradient is stored through the same tail as a forward result: on top of what is there when it accumulates.
  static tail_terms<S, T> into(grad_slot<S> slot) {
    tail_terms<S, T> tail;
    if (slot.accumulate) tail.residual = slot.data;
    return tail;
  }

 private:
  static constexpr index_t block_rows = 64;

  static void multiply_rows(cpu_context& ctx, index_t rows, index_t in, index_t out, const S* x, const S* packed,
                            const tail_terms<S, T>& tail, S* y) {
    const index_t block = 4 * 16, blocks = (rows + block - 1) / block;
    ctx.reserve_thread_scratch(scratch::size<S>(block * in));
    ctx.pool().parallel_for(blocks, [&](index_t b, int thread) {
      const index_t first = b * block, count = (std::min)(block, rows - first);
      static constexpr index_t zero = 0;
      const S* from = x + first * in;
      if (first + round_up(count, 4) > rows) {
        S* copy = ctx.thread_scratch(thread).take<S>(block * in);
        std::copy_n(from, count * in, copy);
        std::fill_n(copy + count * in, (round_up(count, 4) - count) * in, S(0));
        from = copy;
      }
      const tap_source<S> source{from, 0, in, in, &zero, 1, packed};
      tail_terms<S, T> own = tail;
      if (tail.residual) own.residual = tail.residual + first * out;
      if (tail.before) own.before = tail.before + first * out;
      multiply_image<S, S>(&source, 1, 1, count, {y + first * out, 0, out, out}, own);
    });
  }
};

}  // namespace sfumato::cpu_kernels
