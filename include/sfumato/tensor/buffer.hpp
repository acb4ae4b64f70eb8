#pragma once

#include <utility>

#include "sfumato/core/view.hpp"

namespace sfumato {

/// Owns an array in the memory of backend B. Move-only; contents start undefined. The context must outlive it.
template <class B>
class buffer {
 public:
  using scalar = typename B::scalar;
  using context = typename B::context;

  buffer() = default;
  buffer(context& ctx, index_t n) : ctx_(&ctx), data_(B::allocate(ctx, n)), size_(n) {}
  buffer(buffer&& other) noexcept
      : ctx_(other.ctx_), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  buffer& operator=(buffer&& other) noexcept {
    std::swap(ctx_, other.ctx_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~buffer() {
    if (data_) B::release(*ctx_, data_);
  }

  scalar* data() { return data_; }
  const scalar* data() const { return data_; }
  index_t size() const { return size_; }
  view<scalar> as(const shape& extent) { return {data_, extent}; }
  view<const scalar> as(const shape& extent) const { return {data_, extent}; }

 private:
  context* ctx_ = nullptr;
  scalar* data_ = nullptr;
  index_t size_ = 0;
};

}  // namespace sfumato
