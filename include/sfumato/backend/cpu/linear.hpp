#pragma once

#include <algorithm>

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/microkernel.hpp"

namespace sfumato {

/// y = activation(x W + bias + residual) on the CPU: x (rows,in), W (in,out), y (rows,out). A row is a pixel, a matrix
/// product a convolution with one tap.
template <class T>
struct cpu_linear {
  static index_t linear_packed_size(index_t in, index_t out) { return packed_size<T>(in, out); }
  static void linear_pack(cpu_context& ctx, index_t in, index_t out, const T* weight, T* packed) {
    pack_weights<T>(ctx.pool(), in, out, packed, [&](index_t i, index_t first, index_t count, T* to) {
      std::copy_n(weight + i * out + first, count, to);
    });
  }

  static void linear_forward(cpu_context& ctx, index_t rows, index_t in, index_t out, const T* x, const T* packed,
                             const epilogue<T>& tail, T* y) {
    multiply_rows(ctx, rows, in, out, x, in, packed, tail, y);
  }

  /// upper: the gradient of y; on return that of the value before the activation. kept: that value itself (for relu:
  /// y).
  static void linear_backward(cpu_context& ctx, index_t rows, index_t in, index_t out, const T* x, const T* weight,
                              activation act, const T* kept, T* upper, grad_slot<T> gx,
                              const epilogue_grads<T>& grads) {
    constexpr index_t lanes = pack<T>::size;
    const index_t width = round_up(out, lanes), chunks = (rows + chunk_rows - 1) / chunk_rows;
    const index_t packed = packed_size<T>(out, in), partial = (in + 1) * width;
    T* scratch = ctx.shared_scratch<T>(packed + chunks * partial);
    T* transposed = scratch;
    T* partials = scratch + packed;
    if (gx)
      pack_weights<T>(ctx.pool(), out, in, transposed, [&](index_t o, index_t first, index_t count, T* to) {
        for (index_t i = 0; i < count; ++i) to[i] = weight[(first + i) * out + o];
      });

    ctx.reserve_thread_scratch<T>(chunk_rows * width);
    ctx.pool().parallel_for(chunks, [&](index_t chunk, int thread) {
      const index_t first = chunk * chunk_rows, count = (std::min)(chunk_rows, rows - first);
      T* padded = ctx.thread_scratch<T>(thread);
      T* dw = partials + chunk * partial;
      T* db = dw + in * width;
      std::fill_n(dw, partial, T(0));
      for (index_t r = 0; r < count; ++r) {
        T* g = upper + (first + r) * out;
        const T* before = kept ? kept + (first + r) * out : nullptr;
        for (index_t o = 0; o < out; ++o) {
          if (act != activation::none) g[o] *= activation_slope(act, before[o]);
          padded[r * width + o] = g[o];
          db[o] += g[o];
        }
        std::fill(padded + r * width + out, padded + (r + 1) * width, T(0));
      }
      static constexpr index_t zero = 0;
      if (grads.weight)
        multiply_outer<T>({x + first * in, 0, in, in, &zero, 1, nullptr}, padded, 0, width, out, 1, count, dw);
    });
    if (gx) multiply_rows(ctx, rows, out, in, upper, out, transposed, into(gx), gx.data);
    if (grads.residual) add_or_copy(upper, rows * out, grads.residual);
    if (grads.weight) sum_chunks(partials, chunks, partial, in, width, out, grads.weight);
    if (grads.bias) sum_chunks(partials + in * width, chunks, partial, 1, width, out, grads.bias);
  }

  /// Sums partial[chunk][row][width] over chunks, in order, into out[row][columns].
  static void sum_chunks(const T* partials, index_t chunks, index_t stride, index_t rows, index_t width,
                         index_t columns, grad_slot<T> out) {
    for (index_t r = 0; r < rows; ++r)
      for (index_t c = 0; c < columns; ++c) {
        T sum = out.accumulate ? out.data[r * columns + c] : T(0);
        for (index_t chunk = 0; chunk < chunks; ++chunk) sum += partials[chunk * stride + r * width + c];
        out.data[r * columns + c] = sum;
      }
  }

  static void add_or_copy(const T* from, index_t n, grad_slot<T> to) {
    for (index_t i = 0; i < n; ++i) to.data[i] = to.accumulate ? to.data[i] + from[i] : from[i];
  }

  /// A gradient is stored through the same tail as a forward result: on top of what is there when it accumulates.
  static epilogue<T> into(grad_slot<T> slot) {
    epilogue<T> tail;
    if (slot.accumulate) tail.residual = slot.data;
    return tail;
  }

 private:
  static constexpr index_t chunk_rows = 64;

  static void multiply_rows(cpu_context& ctx, index_t rows, index_t in, index_t out, const T* x, index_t x_stride,
                            const T* packed, const epilogue<T>& tail, T* y) {
    const index_t block = 4 * 16, blocks = (rows + block - 1) / block;
    ctx.reserve_thread_scratch<T>(block * in);
    ctx.pool().parallel_for(blocks, [&](index_t b, int thread) {
      const index_t first = b * block, count = (std::min)(block, rows - first);
      static constexpr index_t zero = 0;
      const T* from = x + first * x_stride;
      if (first + round_up(count, 4) > rows) {
        T* copy = ctx.thread_scratch<T>(thread);
        std::copy_n(from, count * in, copy);
        std::fill_n(copy + count * in, (round_up(count, 4) - count) * in, T(0));
        from = copy;
      }
      const tap_source<T> source{from, 0, in, in, &zero, 1, packed};
      epilogue<T> own = tail;
      if (tail.residual) own.residual = tail.residual + first * out;
      if (tail.before) own.before = tail.before + first * out;
      multiply_image<T>(&source, 1, 1, count, {y + first * out, 0, out, out}, own);
    });
  }
};

}  // namespace sfumato
