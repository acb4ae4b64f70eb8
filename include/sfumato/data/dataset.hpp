#pragma once

#include <concepts>
#include <span>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Labelled images that can be asked for in any order, from any thread: `size()` of them, each of `image_shape()`
/// (H,W,C) with values in [-1,1]; `get(i, out)` writes image i, `label(i)` is its class, 0 to classes - 1.
template <class Data, class T>
concept dataset = requires(const Data& data, index_t i, std::span<T> out) {
  { data.size() } -> std::convertible_to<index_t>;
  { data.image_shape() } -> std::convertible_to<shape>;
  data.get(i, out);
  { data.label(i) } -> std::convertible_to<int>;
};

/// A dataset whose get() and label() accept any i >= 0: an epoch of size() images, then as many new ones, without end.
template <class Data>
concept endless = static_cast<bool>(Data::endless);

}  // namespace sfumato
