#pragma once

#include <utility>
#include <variant>

#include "sfumato/data/image_dataset.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace sfumato::lab {

/// What a training sees: stored images, or digits that are drawn anew in every epoch. One type for both, so that
/// trainers are compiled once; `endless` for both, stored images being the same again.
class training_images {
 public:
  static constexpr bool endless = true;

  explicit training_images(image_dataset stored) : of_(std::move(stored)) {}
  explicit training_images(synthetic_digits drawn) : of_(std::move(drawn)) {}

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
  std::variant<image_dataset, synthetic_digits> of_;
};

}  // namespace sfumato::lab
