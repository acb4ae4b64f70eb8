#pragma once

#include <concepts>
#include <cstddef>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Some threads that work on one piece together, as CUDA groups them: what a kernel body is written over. A body is a
/// functor `body(block)` that every thread of every block calls. It must leave the same bits for any number of threads
/// from 1 on: no thread is more than a pair of hands (see each() and sums.hpp), so that what runs on the host with one
/// thread is what runs on a GPU with 256.
///
///   thread(), threads()   which one of how many, 0 ...
///   index(), blocks()     which piece of how many
///   sync()                waits for all threads of the block; what they wrote before is seen behind it
///   shared()              memory of the block, as much as the body's shared_bytes() says, contents undefined
template <class B>
concept block = requires(const B& b) {
  { b.thread() } -> std::same_as<index_t>;
  { b.threads() } -> std::same_as<index_t>;
  { b.index() } -> std::same_as<index_t>;
  { b.blocks() } -> std::same_as<index_t>;
  { b.shared() } -> std::same_as<std::byte*>;
  b.sync();
};

/// f(i) for i in [0,n), shared out among the threads of a block.
template <block B, class F>
SFUMATO_HOST_DEVICE void each(const B& b, index_t n, F&& f) {
  for (index_t i = b.thread(); i < n; i += b.threads()) f(i);
}

/// f(i) for i in [0,n), shared out among all threads of all blocks.
template <block B, class F>
SFUMATO_HOST_DEVICE void each_of_all(const B& b, index_t n, F&& f) {
  for (index_t i = b.index() * b.threads() + b.thread(); i < n; i += b.blocks() * b.threads()) f(i);
}

/// Bytes of shared memory that a body asks for: its shared_bytes(), or none.
template <class Body>
constexpr std::size_t shared_bytes_of(const Body& body) {
  if constexpr (requires { body.shared_bytes(); })
    return body.shared_bytes();
  else
    return 0;
}

}  // namespace sfumato::cuda_kernels
