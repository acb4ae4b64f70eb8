#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

/// Along one axis: output j covers the inputs [j n/m, (j+1) n/m); each counts by the length it shares with them.
struct overlap {
  index_t first = 0;
  std::vector<double> weights;  // sum to 1
};

inline std::vector<overlap> overlaps(index_t from, index_t to) {
  std::vector<overlap> result(static_cast<std::size_t>(to));
  for (index_t j = 0; j < to; ++j) {
    // In units of 1/to of an input, all borders are whole numbers: input i is [i to, (i+1) to), output j [j from, ...).
    const index_t low = j * from, high = low + from;
    overlap& o = result[static_cast<std::size_t>(j)];
    o.first = low / to;
    for (index_t i = o.first; i * to < high; ++i) {
      const index_t shared = (std::min)(high, (i + 1) * to) - (std::max)(low, i * to);
      o.weights.push_back(static_cast<double>(shared) / static_cast<double>(from));
    }
  }
  return result;
}

}  // namespace detail

/// Area-average resize of 8-bit images (H,W,C) to (h,w,C), any ratio (28 to 16 is 1.75): each output pixel is the mean
/// of the area it covers, partly covered pixels counting by their overlap; the mean of the image stays the same.
/// Values go from 0..255 to [-1,1] by v / 127.5 - 1.
class area_resizer {
 public:
  area_resizer(const shape& from, const shape& to) : from_(from), to_(to) {
    require(from.rank() == 3 && to.rank() == 3 && from.size() > 0 && to.size() > 0 && from[2] == to[2],
            error_kind::shape, "area_resizer: expected images (H,W,C) to (h,w,C), got ", from, " to ", to);
    rows_ = detail::overlaps(from[0], to[0]);
    columns_ = detail::overlaps(from[1], to[1]);
    narrowed_.resize(static_cast<std::size_t>(from[0] * to[1] * to[2]));
  }

  /// pixels: H W C bytes; out: h w C values. Allocates nothing.
  void operator()(std::span<const std::uint8_t> pixels, std::span<float> out) {
    require(
        pixels.size() == static_cast<std::size_t>(from_.size()) && out.size() == static_cast<std::size_t>(to_.size()),
        error_kind::shape, "area_resizer: expected images ", from_, " to ", to_, ", got ", pixels.size(), " to ",
        out.size(), " values");
    narrow(pixels);
    const auto row = static_cast<std::size_t>(to_[1] * to_[2]);
    for (std::size_t y = 0; y < rows_.size(); ++y)
      for (std::size_t i = 0; i < row; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < rows_[y].weights.size(); ++k)
          sum += rows_[y].weights[k] * narrowed_[(static_cast<std::size_t>(rows_[y].first) + k) * row + i];
        out[y * row + i] = static_cast<float>(sum / 127.5 - 1.0);
      }
  }

 private:
  /// Every row from W to w pixels.
  void narrow(std::span<const std::uint8_t> pixels) {
    const auto channels = static_cast<std::size_t>(from_[2]);
    const auto width = static_cast<std::size_t>(from_[1]);
    std::size_t at = 0;
    for (std::size_t y = 0; y < static_cast<std::size_t>(from_[0]); ++y)
      for (const detail::overlap& column : columns_)
        for (std::size_t c = 0; c < channels; ++c) {
          double sum = 0;
          for (std::size_t k = 0; k < column.weights.size(); ++k)
            sum += column.weights[k] * pixels[(y * width + static_cast<std::size_t>(column.first) + k) * channels + c];
          narrowed_[at++] = sum;
        }
  }

  shape from_, to_;
  std::vector<detail::overlap> rows_, columns_;
  std::vector<double> narrowed_;
};

}  // namespace sfumato
