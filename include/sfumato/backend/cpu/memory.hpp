#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "sfumato/backend/calls/memory.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/math/normal.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Memory of the CPU backend: taken, moved, filled, looked over. Nothing is queued, so nothing need be waited for.
template <class S, class T = arithmetic_t<S>>
struct cpu_memory {
  static void* allocate(cpu_context&, std::size_t bytes) { return cpu_context::allocate(bytes); }
  static void release(cpu_context&, void* memory) noexcept { cpu_context::release(memory); }
  static void synchronize(cpu_context&) {}
  /// Gives the whole pages in it back to the system, as far as it takes them; the addresses stay.
  static void discard(cpu_context&, T* x, index_t n) {
    constexpr std::size_t page = 4096;
    const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T),
                      to_page = (page - reinterpret_cast<std::uintptr_t>(x) % page) % page;
    if (bytes < to_page + page) return;
    ::madvise(static_cast<std::byte*>(static_cast<void*>(x)) + to_page, (bytes - to_page) / page * page, MADV_DONTNEED);
  }

  template <class N>
  static void upload(cpu_context&, N* to, const N* host, index_t n) {
    std::copy_n(host, n, to);
  }
  template <class N>
  static void download(cpu_context&, N* host, const N* from, index_t n) {
    std::copy_n(from, n, host);
  }
  template <class N>
  static void copy(cpu_context&, N* to, const N* from, index_t n) {
    std::copy_n(from, n, to);
  }
  template <class N>
  static void fill(cpu_context&, N* to, index_t n, N value) {
    std::fill_n(to, n, value);
  }

  static void normal(cpu_context& ctx, const normal_call<T>& call) {
    const shape& extent = call.x.extent;
    const index_t rows = extent.rank() == 0 ? 1 : extent[0], row_size = extent.stride();
    const auto step = static_cast<std::uint32_t>(*call.step);
    ctx.pool().parallel_for(rows, [&](index_t row, int) {
      const random_source source{call.seed, call.first_stream + static_cast<std::uint32_t>(row), step};
      T* out = call.x.data + row * row_size;
      for (index_t i = 0; i < row_size; i += 4) {
        const auto z = normals<T>(source.words(static_cast<std::uint64_t>(i / 4)));
        for (index_t j = 0; j < std::min<index_t>(4, row_size - i); ++j) out[i + j] = z[static_cast<std::size_t>(j)];
      }
    });
  }

  static void split_channels(cpu_context&, const split_call<T>& call) {
    const index_t c = call.channels;
    for (index_t pixel = 0; pixel < call.pixels; ++pixel) {
      std::copy_n(call.x + 2 * pixel * c, c, call.first + pixel * c);
      std::copy_n(call.x + (2 * pixel + 1) * c, c, call.second + pixel * c);
    }
  }

  static void abs_quantile(cpu_context& ctx, T* out, view<const T> x, double ratio) {
    const index_t row_size = x.extent.stride();
    ctx.reserve_thread_scratch(scratch::size<T>(row_size));
    ctx.pool().parallel_for(x.extent[0], [&](index_t row, int thread) {
      T* sorted = ctx.thread_scratch(thread).template take<T>(row_size);
      std::transform(x.data + row * row_size, x.data + (row + 1) * row_size, sorted, [](T v) { return std::abs(v); });
      const double position = ratio * static_cast<double>(row_size - 1);
      const index_t below = (std::min)(static_cast<index_t>(position), row_size - 1);
      std::nth_element(sorted, sorted + below, sorted + row_size);
      const T low = sorted[below];
      const T high = below + 1 < row_size ? *std::min_element(sorted + below + 1, sorted + row_size) : low;
      out[row] = low + static_cast<T>(position - static_cast<double>(below)) * (high - low);
    });
  }
};

}  // namespace sfumato::cpu_kernels
