#pragma once

#include <algorithm>
#include <vector>

#include "lab.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/math/normal.hpp"

namespace sfumato::lab {

/// Images of one size, values around -1 to 1, collected for a figure. What is no number is drawn as middle grey: a
/// formula that is wrong enough shall be seen, too.
class picture_row {
 public:
  picture_row() = default;
  explicit picture_row(const std::vector<image>& all) {
    for (const image& one : all) add(one);
  }

  void add(const image& one) {
    require(values_.empty() || (one.rows() == height_ && one.cols() == width_), error_kind::shape,
            "picture_row: expected images of one size");
    height_ = one.rows();
    width_ = one.cols();
    const auto number = [](double v) { return std::isfinite(v) ? static_cast<float>(std::clamp(v, -1e6, 1e6)) : 0.0f; };
    for (Eigen::Index i = 0; i < one.size(); ++i) values_.push_back(number(one.data()[i]));
  }
  index_t size() const { return values_.empty() ? 0 : static_cast<index_t>(values_.size()) / (height_ * width_); }
  /// (N,H,W,1)
  view<const float> pixels() const { return {values_.data(), {size(), height_, width_, 1}}; }

 private:
  std::vector<float> values_;
  index_t height_ = 0, width_ = 0;
};

/// One image out of (H,W,1) values.
inline image to_image(std::span<const float> values, index_t height, index_t width) {
  image one(height, width);
  for (index_t i = 0; i < height * width; ++i) one.data()[i] = static_cast<double>(values[static_cast<std::size_t>(i)]);
  return one;
}

inline image image_of(const image_dataset& data, index_t i) {
  return to_image(data[i], data.image_shape()[0], data.image_shape()[1]);
}

/// Standard normal pixels, a pure function of the source.
inline image normal_image(index_t height, index_t width, const random_source& source) {
  image noise(height, width);
  for (index_t i = 0; i < noise.size(); i += 4) {
    const std::array<float, 4> z = normals<float>(source.words(static_cast<std::uint64_t>(i / 4)));
    for (index_t k = 0; k < std::min<index_t>(4, noise.size() - i); ++k)
      noise.data()[i + k] = static_cast<double>(z[static_cast<std::size_t>(k)]);
  }
  return noise;
}

}  // namespace sfumato::lab
