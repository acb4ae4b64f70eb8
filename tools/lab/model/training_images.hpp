#pragma once

#include <utility>
#include <variant>

#include "lab/data/emoji_pictures.hpp"
#include "sfumato/data/fold.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/data/shifted.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace sfumato::lab {

/// What a training sees: stored images, or digits or emoji that are drawn anew in every epoch. One type for all, so
/// that trainers are compiled once; `endless` for all, stored images being the same again.
class training_images {
 public:
  static constexpr bool endless = true;

  explicit training_images(image_dataset stored) : of_(std::move(stored)) {}
  explicit training_images(synthetic_digits drawn) : of_(std::move(drawn)) {}
  explicit training_images(shifted<image_dataset> moved) : of_(std::move(moved)) {}
  explicit training_images(folded<emoji_pictures> drawn) : of_(std::move(drawn)) {}

  index_t size() const {
    return std::visit([](const auto& data) { return data.size(); }, of_);
  }
  shape image_shape() const {
    return std::visit([](const auto& data) { return data.image_shape(); }, of_);
  }
  /// i >= 0.
  void get(index_t i, std::span<float> out) const;
  int label(index_t i) const;

 private:
  std::variant<image_dataset, shifted<image_dataset>, synthetic_digits, folded<emoji_pictures>> of_;
};

}  // namespace sfumato::lab
