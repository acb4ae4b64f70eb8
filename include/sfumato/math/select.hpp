#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato {

/// mask ? a : b for one scalar; packs of lanes have their own. Lets a formula branch without an if.
template <class T>
SFUMATO_HOST_DEVICE constexpr T select(bool mask, T a, T b) {
  return mask ? a : b;
}

/// The smaller and the larger of two scalars, under the names that packs have too.
SFUMATO_HOST_DEVICE constexpr float min(float a, float b) { return b < a ? b : a; }
SFUMATO_HOST_DEVICE constexpr float max(float a, float b) { return a < b ? b : a; }
SFUMATO_HOST_DEVICE constexpr double min(double a, double b) { return b < a ? b : a; }
SFUMATO_HOST_DEVICE constexpr double max(double a, double b) { return a < b ? b : a; }

}  // namespace sfumato
