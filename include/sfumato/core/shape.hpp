#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Signed, so that differences and loops downward are safe.
using index_t = std::ptrdiff_t;

/// The extents of a tensor of up to four axes; images are (N,H,W,C), channels last.
class shape {
 public:
  static constexpr int max_rank = 4;

  constexpr shape() = default;
  constexpr shape(std::initializer_list<index_t> extents) {
    require(extents.size() <= max_rank, error_kind::shape, "shape: expected at most 4 axes, got ", extents.size());
    for (index_t extent : extents) {
      require(extent >= 0, error_kind::shape, "shape: expected extents of at least 0, got ", extent);
      extent_[static_cast<std::size_t>(rank_++)] = extent;
    }
    constexpr index_t most = PTRDIFF_MAX;
    index_t elements = 1;
    for (const index_t extent : extents) {  // from the left: what comes before a 0 must fit as well
      require(extent == 0 || elements <= most / extent, error_kind::shape,
              "shape: expected fewer than 2^63 elements, got extents whose product is larger");
      elements *= extent;
    }
  }

  constexpr int rank() const { return rank_; }
  constexpr index_t operator[](int axis) const { return extent_[static_cast<std::size_t>(axis)]; }
  /// The last extent: channels or features. 1 for a scalar.
  constexpr index_t back() const { return rank_ == 0 ? 1 : (*this)[rank_ - 1]; }
  /// The number of elements; 1 for rank 0.
  constexpr index_t size() const {
    index_t product = 1;
    for (int axis = 0; axis < rank_; ++axis) product *= (*this)[axis];
    return product;
  }
  /// Elements in one image or row: size / extent of the first axis.
  constexpr index_t stride() const {
    index_t product = 1;
    for (int axis = 1; axis < rank_; ++axis) product *= (*this)[axis];
    return product;
  }

  /// The same extents but for the last.
  constexpr shape with_back(index_t extent) const {
    shape other = *this;
    other.extent_[static_cast<std::size_t>(rank_ - 1)] = extent;
    return other;
  }

  friend constexpr bool operator==(const shape& a, const shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (int axis = 0; axis < a.rank_; ++axis)
      if (a[axis] != b[axis]) return false;
    return true;
  }

 private:
  std::array<index_t, max_rank> extent_{};
  int rank_ = 0;
};

inline std::string to_string(const shape& s) {
  std::string text = "(";
  for (int axis = 0; axis < s.rank(); ++axis) {
    if (axis > 0) text += ',';
    text += std::to_string(s[axis]);
  }
  text += ')';
  return text;
}

}  // namespace sfumato
