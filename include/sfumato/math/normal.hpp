#pragma once

#include <array>
#include <cmath>

#include "sfumato/core/random.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Four standard normal numbers from four random words, by Box and Muller (1958): z = sqrt(-2 ln u) (cos, sin)(2 pi w),
/// u in (0,1), w in [0,1).
template <class T>
SFUMATO_HOST_DEVICE inline std::array<T, 4> normals(const philox_block& words) {
  using std::cos;
  using std::log;
  using std::sin;
  using std::sqrt;
  std::array<T, 4> z{};
  for (std::size_t pair = 0; pair < 2; ++pair) {
    const T u = (static_cast<T>(words[2 * pair] >> 8) + T(0.5)) * T(0x1p-24);
    const T angle = static_cast<T>(words[2 * pair + 1] >> 8) * T(0x1p-24) * T(6.283185307179586);
    const T radius = sqrt(T(-2) * log(u));
    z[2 * pair] = radius * cos(angle);
    z[2 * pair + 1] = radius * sin(angle);
  }
  return z;
}

}  // namespace sfumato
