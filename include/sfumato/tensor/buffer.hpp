#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sfumato/core/view.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Owns an array of T in the memory of backend B. Move-only; contents start undefined. The context must outlive it.
template <class B, class T>
class buffer {
 public:
  using context = typename B::context;

  buffer() = default;
  buffer(context& ctx, index_t n) : ctx_(&ctx), data_(static_cast<T*>(B::allocate(ctx, bytes_of(n)))), size_(n) {}
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

  T* data() { return data_; }
  const T* data() const { return data_; }
  index_t size() const { return size_; }
  double bytes() const { return static_cast<double>(size_) * sizeof(T); }
  view<T> as(const shape& extent) { return {data_, extent}; }
  view<const T> as(const shape& extent) const { return {data_, extent}; }

  /// Makes room for n, contents undefined, where there is less.
  void grow(context& ctx, index_t n) {
    if (size_ < n) *this = buffer(ctx, n);
  }

 private:
  static std::size_t bytes_of(index_t n) {
    require(n >= 0 && n <= PTRDIFF_MAX / static_cast<index_t>(sizeof(T)), error_kind::backend,
            "not enough memory: expected a buffer of 0 to ", PTRDIFF_MAX / static_cast<index_t>(sizeof(T)),
            " numbers, got ", n);
    return static_cast<std::size_t>(n) * sizeof(T);
  }

  context* ctx_ = nullptr;
  T* data_ = nullptr;
  index_t size_ = 0;
};

template <class B>
using scalar_buffer = buffer<B, typename B::scalar>;
template <class B>
using real_buffer = buffer<B, typename B::real>;

}  // namespace sfumato
