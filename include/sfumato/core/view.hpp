#pragma once

#include <span>
#include <type_traits>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A shape over memory that somebody else owns: contiguous, row-major, the last axis fastest.
template <class T>
struct view {
  T* data = nullptr;
  shape extent;

  constexpr view() = default;
  constexpr view(T* pointer, const shape& s) : data(pointer), extent(s) {}
  template <class U>
  requires(std::is_same_v<const U, T> && !std::is_same_v<U, T>) constexpr view(const view<U>& other)
      : data(other.data), extent(other.extent) {}

  constexpr index_t size() const { return extent.size(); }
  constexpr std::span<T> span() const { return {data, static_cast<std::size_t>(extent.size())}; }
  /// One image or row: everything behind index n of the first axis.
  constexpr std::span<T> row(index_t n) const {
    return {data + n * extent.stride(), static_cast<std::size_t>(extent.stride())};
  }
};

}  // namespace sfumato
