#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <type_traits>

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/math/normal.hpp"

namespace sfumato {

/// Maps, reductions and memory of the CPU backend. A functor sees packs; lanes never mix, and a tail is computed by the
/// same pack arithmetic, so results do not depend on where a chunk begins.
template <class T>
struct cpu_elementwise {
  static T* allocate(cpu_context&, index_t n) {
    return static_cast<T*>(cpu_context::allocate(cpu_context::bytes_of<T>(std::max<index_t>(n, 1))));
  }
  static void release(cpu_context&, T* data) noexcept { cpu_context::release(data); }
  static void upload(cpu_context&, T* to, const T* host, index_t n) { std::copy_n(host, n, to); }
  static void download(cpu_context&, T* host, const T* from, index_t n) { std::copy_n(from, n, host); }
  static void fill(cpu_context&, T* data, index_t n, T value) { std::fill_n(data, n, value); }

  /// functor(a[i], b[i], ...) for every i in [0,n): what stands behind a `T*` is read and written, behind a `const T*`
  /// read only.
  template <class F, class... P>
  static void for_each(cpu_context& ctx, index_t n, F functor, P*... data) {
    if (n <= chunk) return map_packs<T>(n, functor, data...);
    ctx.pool().parallel_for((n + chunk - 1) / chunk, [&](index_t i, int) {
      const index_t begin = i * chunk;
      map_packs<T>((std::min)(chunk, n - begin), functor, (data + begin)...);
    });
  }

  /// The same over rows (images) that have coefficients of their own: functor(coefficients of the row, a[i], b[i],
  /// ...).
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

  /// out[0] = scale * sum over i of functor(a[i], b[i], ...), summed in fixed chunks: lanes in T, chunks in double.
  template <class F, class... P>
  static void reduce(cpu_context& ctx, T* out, T scale, index_t n, F functor, const P*... data) {
    const index_t chunks = (n + chunk - 1) / chunk;
    double* partial = ctx.shared_scratch<double>(std::max<index_t>(chunks, 1));
    ctx.pool().parallel_for(chunks, [&](index_t i, int) {
      const index_t begin = i * chunk;
      partial[i] = sum_chunk((std::min)(chunk, n - begin), functor, (data + begin)...);
    });
    double sum = 0;
    for (index_t i = 0; i < chunks; ++i) sum += partial[i];
    *out = static_cast<T>(static_cast<double>(scale) * sum);
  }

  /// By the bits, so that it also holds where the compiler was told that there are no NaN and infinities.
  static bool is_finite(cpu_context& ctx, const T* data, index_t n) {
    std::atomic<bool> finite{true};
    ctx.pool().parallel_for((n + chunk - 1) / chunk, [&](index_t i, int) {
      const T* end = data + (std::min)(n, (i + 1) * chunk);
      bool bad = false;
      for (const T* x = data + i * chunk; x != end; ++x) bad |= !sfumato::is_finite(*x);
      if (bad) finite.store(false, std::memory_order_relaxed);
    });
    return finite.load(std::memory_order_relaxed);
  }

  /// Standard normal noise: row n of x comes from stream `first_stream + n` of the seed, at this step. A row does not
  /// depend on how many others are drawn beside it. Throws (value) where there are not that many streams.
  static void fill_normal(cpu_context& ctx, view<T> x, std::uint64_t seed, std::uint32_t step,
                          std::uint32_t first_stream = 0) {
    const index_t rows = x.extent.rank() == 0 ? 1 : x.extent[0], row_size = x.extent.stride();
    require(rows <= (index_t{1} << 32) - static_cast<index_t>(first_stream), error_kind::value,
            "noise: expected images of streams below 2^32, got ", rows, " from stream ", first_stream, " on");
    ctx.pool().parallel_for(rows, [&](index_t row, int) {
      const random_source source{seed, first_stream + static_cast<std::uint32_t>(row), step};
      T* out = x.data + row * row_size;
      for (index_t i = 0; i < row_size; i += 4) {
        const auto z = normals<T>(source.words(static_cast<std::uint64_t>(i / 4)));
        for (index_t j = 0; j < std::min<index_t>(4, row_size - i); ++j) out[i + j] = z[static_cast<std::size_t>(j)];
      }
    });
  }

  /// out[n] = the quantile `ratio` of |x| within row n, with linear interpolation between order statistics.
  static void abs_quantile(cpu_context& ctx, T* out, view<const T> x, double ratio) {
    const index_t row_size = x.extent.stride();
    ctx.reserve_thread_scratch<T>(row_size);
    ctx.pool().parallel_for(x.extent[0], [&](index_t row, int thread) {
      T* sorted = ctx.thread_scratch<T>(thread);
      std::transform(x.data + row * row_size, x.data + (row + 1) * row_size, sorted, [](T v) { return std::abs(v); });
      const double position = ratio * static_cast<double>(row_size - 1);
      const index_t below = (std::min)(static_cast<index_t>(position), row_size - 1);
      std::nth_element(sorted, sorted + below, sorted + row_size);
      const T low = sorted[below];
      const T high = below + 1 < row_size ? *std::min_element(sorted + below + 1, sorted + row_size) : low;
      out[row] = low + static_cast<T>(position - static_cast<double>(below)) * (high - low);
    });
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

}  // namespace sfumato
