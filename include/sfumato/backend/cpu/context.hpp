#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/thread_pool.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace cpu_kernels {

/// A piece of memory that is cut into arrays of different numbers, each at a 64-byte boundary.
class scratch {
 public:
  explicit scratch(void* memory) : at_(static_cast<std::byte*>(memory)) {}

  /// Bytes that take<T>(count) uses up.
  template <class T>
  static constexpr std::size_t size(index_t count) {
    return (static_cast<std::size_t>(count) * sizeof(T) + 63) / 64 * 64;
  }
  template <class T>
  T* take(index_t count) {
    return reinterpret_cast<T*>(std::exchange(at_, at_ + size<T>(count)));
  }

 private:
  std::byte* at_;
};

}  // namespace cpu_kernels

/// How a CPU computes convolutions: the fastest way for the shape, or always by the definition, whose rounding errors
/// are smaller (golden data, gradient checks).
enum class convolution { automatic, direct };

/// What a CPU computation needs beside its operands: a thread pool and scratch memory. Explicit, never global; one
/// computation at a time, and a second thread is refused (error_kind::backend). Scratch only grows, so a steady state
/// allocates nothing.
class cpu_context {
 public:
  /// threads: 0 means one per core.
  explicit cpu_context(int threads = 0, convolution convolutions = convolution::automatic)
      : pool_(threads), slots_(static_cast<std::size_t>(pool_.threads()) + 1), convolutions_(convolutions) {}

  thread_pool& pool() { return pool_; }
  int threads() const { return pool_.threads(); }
  convolution convolutions() const { return convolutions_; }

  /// Scratch for each thread, to be reserved before a parallel_for: for all threads at once, so that one that happens
  /// to get its first task late allocates nothing then.
  void reserve_thread_scratch(std::size_t bytes) {
    pool_.require_free();
    for (int thread = 0; thread < threads(); ++thread) slots_[static_cast<std::size_t>(thread)].get(bytes);
  }
  /// What was reserved, for the calling thread inside a parallel_for body; contents are undefined.
  cpu_kernels::scratch thread_scratch(int thread) {
    return cpu_kernels::scratch(slots_[static_cast<std::size_t>(thread)].memory.get());
  }
  /// Scratch shared by all threads, for one operation: packed weights, partial sums.
  cpu_kernels::scratch shared_scratch(std::size_t bytes) {
    pool_.require_free();
    return cpu_kernels::scratch(slots_.back().get(bytes));
  }

  static void* allocate(std::size_t bytes) {
    void* memory = std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory)
      fail(error_kind::backend, "not enough memory: cannot take ", bytes,
           " bytes in one piece; try a smaller batch or smaller images");
    return memory;
  }
  static void release(void* memory) noexcept { std::free(memory); }

 private:
  struct slot {
    void* get(std::size_t bytes) {
      if (bytes > capacity) {
        memory.reset();
        memory.reset(allocate(bytes));
        capacity = bytes;
      }
      return memory.get();
    }
    struct free_memory {
      void operator()(void* pointer) const noexcept { release(pointer); }
    };
    std::unique_ptr<void, free_memory> memory;
    std::size_t capacity = 0;
  };

  thread_pool pool_;
  std::vector<slot> slots_;
  convolution convolutions_;
};

}  // namespace sfumato
