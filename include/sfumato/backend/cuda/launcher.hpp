#pragma once

#include <concepts>
#include <utility>

#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/products.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

struct any_body {
  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B&) const {}
};

/// What the backend's functions ask of a context, so that all of them also run on the host (in the tests): a queue of
/// kernels, memory, and the products that are left to libraries.
///
///   launch(name, body, blocks)      queues body(block) for each of so many blocks
///   scratch(bytes)                  memory for one operation, at a 64-byte boundary; the next call takes it back, so
///                                   an operation asks once
///   upload, download, copy          (to, from, bytes), queued; what goes to the host is waited for
///   multiply, convolve, ...         see products.hpp
template <class C>
concept launcher = requires(C& ctx, const char* name, std::size_t bytes, void* to, const void* from, index_t n) {
  ctx.launch(name, any_body{}, n);
  { ctx.scratch(bytes) } -> std::same_as<std::byte*>;
  ctx.upload(to, from, bytes);
  ctx.download(to, from, bytes);
  ctx.copy(to, from, bytes);
  ctx.synchronize();
  { ctx.allocate(bytes) } -> std::same_as<void*>;
  ctx.release(to);
};

/// Blocks for n numbers that are shared out by each_of_all, one a thread as long as there are not too many.
inline index_t blocks_for(index_t n) {
  constexpr index_t threads = 256, most = 65536;
  const index_t wanted = (n + threads - 1) / threads;
  return wanted < 1 ? 1 : wanted < most ? wanted : most;
}

/// Blocks for n pieces of a block's work each.
inline index_t one_block_each(index_t n) {
  constexpr index_t most = 65536;
  return n < 1 ? 1 : n < most ? n : most;
}

/// One piece of memory cut into arrays of different numbers, each at a 64-byte boundary.
class cut {
 public:
  explicit cut(std::byte* memory) : at_(memory) {}

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

}  // namespace sfumato::cuda_kernels
