#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Where every array of an arena or of a memory plan begins, in bytes.
inline constexpr index_t array_alignment = 64;
/// The bytes that n numbers take there.
template <class T>
constexpr index_t aligned_bytes(index_t n) {
  return (n * static_cast<index_t>(sizeof(T)) + array_alignment - 1) / array_alignment * array_alignment;
}

/// Hands out memory by moving a mark forward and takes all of it back at once. After the first round it owns all it
/// needs: the same requests then get the same addresses and allocate nothing.
template <class B>
class arena {
 public:
  explicit arena(typename B::context& ctx) : ctx_(&ctx) {}

  /// n numbers at a 64-byte boundary, contents undefined.
  template <class T>
  T* take(index_t n) {
    const index_t bytes = aligned_bytes<T>(n);
    while (block_ < blocks_.size() && blocks_[block_].size() - mark_ < bytes) {
      ++block_;
      mark_ = 0;
    }
    if (block_ == blocks_.size()) {
      blocks_.emplace_back(*ctx_, (std::max)(bytes, block_size));
      mark_ = 0;
    }
    std::byte* taken = blocks_[block_].data() + mark_;
    mark_ += bytes;
    return reinterpret_cast<T*>(taken);
  }

  void rewind() {
    block_ = 0;
    mark_ = 0;
  }

  /// Bytes owned, used or not.
  index_t capacity() const {
    index_t sum = 0;
    for (const auto& block : blocks_) sum += block.size();
    return sum;
  }

 private:
  static constexpr index_t block_size = index_t{1} << 22;

  typename B::context* ctx_;
  std::vector<buffer<B, std::byte>> blocks_;
  std::size_t block_ = 0;
  index_t mark_ = 0;
};

}  // namespace sfumato
