#pragma once

#include <algorithm>
#include <array>
#include <atomic>

#include "sfumato/backend/calls/memory.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/core/batch_chunks.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Maps and reductions of the CPU backend. A functor sees packs of T, however an array is stored; lanes never mix, and
/// a tail is computed by the same pack arithmetic, so results do not depend on where a chunk begins.
template <class S, class T = arithmetic_t<S>>
struct cpu_elementwise {
  template <class F, class... P>
  static void for_each(cpu_context& ctx, index_t n, F functor, P*... data) {
    if (n <= chunk) return map_packs<T>(n, functor, data...);
    ctx.pool().parallel_for((n + chunk - 1) / chunk, [&](index_t i, int) {
      const index_t begin = i * chunk;
      map_packs<T>((std::min)(chunk, n - begin), functor, (data + begin)...);
    });
  }

  template <class F>
  static void for_each_index(cpu_context& ctx, index_t n, F functor) {
    const auto range = [&](index_t i, int) {
      for (index_t k = i * chunk; k < (std::min)(n, (i + 1) * chunk); ++k) functor(k);
    };
    ctx.pool().parallel_for((n + chunk - 1) / chunk, range);
  }

  template <class F, class... P>
  static void for_each_row(cpu_context& ctx, index_t rows, index_t row_size, F functor, const T* coefficients,
                           index_t coefficients_per_row, P*... data) {
    const auto one = [&](index_t row, int) {
      const T* own = coefficients + row * coefficients_per_row;
      map_packs<T>(
          row_size, [&](auto&... lanes) { functor(own, lanes...); }, (data + row * row_size)...);
    };
    if (rows * row_size <= chunk) {
      for (index_t row = 0; row < rows; ++row) one(row, 0);
    } else {
      ctx.pool().parallel_for(rows, one);
    }
  }

  /// Summed in the order of batch_chunks: lanes in T, pieces and the tree in double.
  template <class F, class... P>
  static void reduce(cpu_context& ctx, T* out, T scale, index_t n, F functor, const P*... data) {
    const batch_chunks parts(n);
    const index_t pieces = (parts.size + chunk - 1) / chunk, all = parts.count * pieces;
    double* piece = ctx.shared_scratch(scratch::size<double>(all)).template take<double>(all);
    const auto sum_piece = [&](index_t i, int) {
      const index_t begin = parts.begin(i / pieces) + i % pieces * chunk, end = parts.end(i / pieces);
      piece[i] = begin < end ? sum_chunk((std::min)(chunk, end - begin), functor, (data + begin)...) : 0.0;
    };
    if (n <= chunk) {
      for (index_t i = 0; i < all; ++i) sum_piece(i, 0);
    } else {
      ctx.pool().parallel_for(all, sum_piece);
    }
    std::array<double, batch_chunks::most> sum{};
    for (index_t i = 0; i < all; ++i) sum[static_cast<std::size_t>(i / pieces)] += piece[i];
    parts.fold(
        [&](index_t to, index_t from) { sum[static_cast<std::size_t>(to)] += sum[static_cast<std::size_t>(from)]; });
    *out = static_cast<T>(static_cast<double>(scale) * sum[0]);
  }

  template <class F, class... P>
  static void reduce_rows(cpu_context& ctx, T* out, T scale, index_t rows, index_t row_size, F functor,
                          const P*... data) {
    ctx.pool().parallel_for(rows, [&](index_t row, int) {
      double sum = 0;
      for (index_t begin = 0; begin < row_size; begin += chunk)
        sum += sum_chunk((std::min)(chunk, row_size - begin), functor, (data + row * row_size + begin)...);
      out[row] = static_cast<T>(static_cast<double>(scale) * sum);
    });
  }

  /// By the bits, so that it also holds where the compiler was told that there are no NaN and infinities.
  static void note_finite(cpu_context& ctx, const finite_call<T>& call) {
    if (call.flag->step != 0) return;
    std::atomic<bool> finite{true};
    ctx.pool().parallel_for((call.n + chunk - 1) / chunk, [&](index_t i, int) {
      const T* end = call.x + (std::min)(call.n, (i + 1) * chunk);
      bool bad = false;
      for (const T* x = call.x + i * chunk; x != end; ++x) bad |= !is_finite(*x);
      if (bad) finite.store(false, std::memory_order_relaxed);
    });
    if (!finite.load(std::memory_order_relaxed)) *call.flag = {*call.step, call.what};
  }

 private:
  static constexpr index_t chunk = 8192;
  static constexpr index_t lanes = pack<T>::size;

  template <class F, class... P>
  static double sum_chunk(index_t n, F functor, const P*... data) {
    pack<T> sum = pack<T>::zero();
    index_t i = 0;
    for (; i + lanes <= n; i += lanes) sum += functor(pack<T>::load(data + i)...);
    double total = static_cast<double>(sum_lanes(sum));
    if (i < n) {
      T last[std::size_t{lanes}];
      functor(pack<T>::load_first(data + i, n - i)...).store(last);
      for (index_t j = 0; j < n - i; ++j) total += static_cast<double>(last[j]);
    }
    return total;
  }
};

}  // namespace sfumato::cpu_kernels
