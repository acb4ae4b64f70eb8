#pragma once

#include "sfumato/core/config.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a classifier makes of one image: the likeliest class and its probability.
struct recognized {
  int label = 0;
  double probability = 0;
};

/// How many images of a data set were recognised.
struct accuracy_result {
  index_t images = 0, right = 0;

  /// 0 to 1; 0 without images.
  double share() const { return images > 0 ? static_cast<double>(right) / static_cast<double>(images) : 0; }
};

}  // namespace sfumato
