#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/view.hpp"
#include "sfumato/data/dataset.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Images in memory, as float in [-1,1], with their classes; a model of `dataset`.
class image_dataset {
 public:
  /// image: (H,W,C). classes: what the labels 0, 1, ... stand for, the digit 7, say.
  image_dataset(const shape& image, std::vector<int> classes) : image_(image), classes_(std::move(classes)) {
    require(image.rank() == 3 && image.size() > 0, error_kind::shape, "image_dataset: expected images (H,W,C), got ",
            image);
  }

  void reserve(index_t count) {
    values_.reserve(static_cast<std::size_t>(count * image_.size()));
    labels_.reserve(static_cast<std::size_t>(count));
  }

  /// Appends an image, to be filled by the caller, and returns its memory (valid until the next call).
  std::span<float> add(int label) {
    require(label >= 0 && label < static_cast<int>(classes_.size()), error_kind::value,
            "image_dataset: expected a label of 0 to ", static_cast<int>(classes_.size()) - 1, ", got ", label);
    labels_.push_back(label);
    values_.resize(values_.size() + pixels());
    return std::span(values_).last(pixels());
  }

  index_t size() const { return static_cast<index_t>(labels_.size()); }
  shape image_shape() const { return image_; }
  const std::vector<int>& classes() const { return classes_; }

  template <class T>
  void get(index_t i, std::span<T> out) const {
    const auto image = (*this)[i];
    std::transform(image.begin(), image.end(), out.begin(), [](float x) { return static_cast<T>(x); });
  }
  int label(index_t i) const { return labels_[static_cast<std::size_t>(i)]; }

  std::span<const float> operator[](index_t i) const {
    return std::span(values_).subspan(static_cast<std::size_t>(i) * pixels(), pixels());
  }

 private:
  std::size_t pixels() const { return static_cast<std::size_t>(image_.size()); }

  shape image_;
  std::vector<int> classes_;
  std::vector<float> values_;
  std::vector<int> labels_;
};

/// All images of another dataset, computed once and kept in memory.
template <class Data>
requires dataset<Data, float> image_dataset stored(const Data& data) {
  image_dataset copy(data.image_shape(), data.classes());
  copy.reserve(data.size());
  for (index_t i = 0; i < data.size(); ++i) data.get(i, copy.add(data.label(i)));
  return copy;
}

}  // namespace sfumato
