#pragma once

#include <algorithm>
#include <vector>

#include "sfumato/tensor/buffer.hpp"

namespace sfumato {

/// Hands out memory by moving a mark forward and takes all of it back at once. After the first round it owns all it
/// needs: the same requests then get the same addresses and allocate nothing.
template <class B>
class arena {
 public:
  using scalar = typename B::scalar;

  explicit arena(typename B::context& ctx) : ctx_(&ctx) {}

  /// n scalars at a 64-byte boundary, contents undefined.
  scalar* take(index_t n) {
    n = (n + align - 1) / align * align;
    while (block_ < blocks_.size() && blocks_[block_].size() - mark_ < n) {
      ++block_;
      mark_ = 0;
    }
    if (block_ == blocks_.size()) {
      blocks_.emplace_back(*ctx_, (std::max)(n, block_size));
      mark_ = 0;
    }
    scalar* taken = blocks_[block_].data() + mark_;
    mark_ += n;
    return taken;
  }

  void rewind() {
    block_ = 0;
    mark_ = 0;
  }

  /// Scalars owned, used or not.
  index_t capacity() const {
    index_t sum = 0;
    for (const auto& block : blocks_) sum += block.size();
    return sum;
  }

 private:
  static constexpr index_t align = 64 / static_cast<index_t>(sizeof(scalar));
  static constexpr index_t block_size = index_t{1} << 20;

  typename B::context* ctx_;
  std::vector<buffer<B>> blocks_;
  std::size_t block_ = 0;
  index_t mark_ = 0;
};

}  // namespace sfumato
