#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// x = m (alpha known + sigma z) + (1 - m) x: what is known, brought to a noise level {alpha, sigma} that stands in
/// memory, where the mask m is 1; x as it is where it is 0 (Lugmayr et al. 2022, algorithm 1).
template <class T>
struct paste {
  const T* level;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& x, const P& known, const P& mask, const P& z) const {
    x = mask * (P(level[0]) * known + P(level[1]) * z) + (P(T(1)) - mask) * x;
  }
};

}  // namespace sfumato
