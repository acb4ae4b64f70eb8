#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// factor = smaller(1, limit / (sqrt(squared_norm) + 1e-6)): what brings a vector's norm to the limit where it is
/// longer.
template <class T>
struct clip_factor {
  T limit;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& factor, const P& squared_norm) const {
    using lanewise::smaller;
    using std::sqrt;
    factor = smaller(P(T(1)), P(limit) / (sqrt(squared_norm) + P(T(1e-6))));
  }
};

}  // namespace sfumato
