#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/data/dataset.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

/// f(place in (H,W,C), place in (H/2,W/2,4C)) for every number of an image. Throws (shape) where H or W is odd.
template <class F>
void for_each_folded(const shape& image, F&& f) {
  require(image.rank() == 3 && image.size() > 0 && image[0] % 2 == 0 && image[1] % 2 == 0, error_kind::shape,
          "fold: expected an image (H,W,C) with even H and W, got ", image);
  const index_t width = image[1], channels = image[2];
  for (index_t y = 0; y < image[0]; ++y)
    for (index_t x = 0; x < width; ++x)
      for (index_t c = 0; c < channels; ++c) {
        const index_t pixel = y / 2 * (width / 2) + x / 2;
        f(static_cast<std::size_t>((y * width + x) * channels + c),
          static_cast<std::size_t>((pixel * channels + c) * 4 + y % 2 * 2 + x % 2));
      }
}

}  // namespace detail

/// The shape of a folded image: 2x2 pixels are one of four times the channels.
constexpr shape folded_shape(const shape& image) { return {image[0] / 2, image[1] / 2, 4 * image[2]}; }

/// Folds 2x2 pixels into channels: y(i,j,4c+2a+b) = x(2i+a,2j+b,c), x (H,W,C), y (H/2,W/2,4C), a and b 0 or 1. In
/// files, (C,H,W), this is PyTorch's pixel_unshuffle. A network at a quarter of the pixels costs a quarter, and since
/// numbers only change their places, independent normal noise stays just that.
template <class T>
void fold_pixels(const shape& image, std::span<const T> x, std::span<T> y) {
  detail::for_each_folded(image, [&](std::size_t flat, std::size_t folded) { y[folded] = x[flat]; });
}

/// The way back. image: the shape of x, (H,W,C).
template <class T>
void unfold_pixels(const shape& image, std::span<const T> y, std::span<T> x) {
  detail::for_each_folded(image, [&](std::size_t flat, std::size_t folded) { x[flat] = y[folded]; });
}

/// A dataset whose images are those of another one, folded.
template <class Data>
class folded {
 public:
  static constexpr bool endless = requires { requires Data::endless; };

  explicit folded(Data data) : data_(std::move(data)) {}

  const Data& flat() const { return data_; }
  index_t size() const { return data_.size(); }
  shape image_shape() const { return folded_shape(data_.image_shape()); }
  template <class T>
  void get(index_t i, std::span<T> out) const {
    std::vector<T> image(out.size());
    data_.get(i, std::span<T>(image));
    fold_pixels(data_.image_shape(), std::span<const T>(image), out);
  }
  int label(index_t i) const { return data_.label(i); }

 private:
  Data data_;
};

}  // namespace sfumato
