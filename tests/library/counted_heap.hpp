#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

// Not inlined, or the compiler takes the pair of malloc and free in them for a mismatch with new and delete.
// Every way to the heap that the library takes is counted, for the whole program: only one of its files may include
// this.
namespace sfumato_test {
inline std::atomic<long> allocations{0};
inline std::atomic<std::size_t> largest_allocation{0};  ///< in bytes, by new

inline void* counted(std::size_t bytes) {
  ++allocations;
  std::size_t largest = largest_allocation;
  while (bytes > largest && !largest_allocation.compare_exchange_weak(largest, bytes)) continue;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
}  // namespace sfumato_test

[[gnu::noinline]] void* operator new(std::size_t bytes) { return sfumato_test::counted(bytes); }
[[gnu::noinline]] void* operator new[](std::size_t bytes) { return sfumato_test::counted(bytes); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  ++sfumato_test::allocations;
  void* memory = nullptr;
  return ::posix_memalign(&memory, alignment, bytes) == 0 ? memory : nullptr;
}
