#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato {

// A network predicts the noise e, the clean image x0, or the velocity v; with x = alpha x0 + sigma e and alpha^2 +
// sigma^2 = 1 each gives the other two.

/// x0 = (x - sigma e) / alpha (Ho et al. 2020, eq. 15). Needs alpha > 0.
template <class P, class T>
SFUMATO_HOST_DEVICE inline P x0_from_epsilon(const P& x, const P& epsilon, T alpha, T sigma) {
  return (x - sigma * epsilon) / alpha;
}

/// e = (x - alpha x0) / sigma. Needs sigma > 0.
template <class P, class T>
SFUMATO_HOST_DEVICE inline P epsilon_from_x0(const P& x, const P& x0, T alpha, T sigma) {
  return (x - alpha * x0) / sigma;
}

/// x0 = alpha x - sigma v (Salimans & Ho 2022, appendix D).
template <class P, class T>
SFUMATO_HOST_DEVICE inline P x0_from_velocity(const P& x, const P& v, T alpha, T sigma) {
  return alpha * x - sigma * v;
}

/// e = alpha v + sigma x.
template <class P, class T>
SFUMATO_HOST_DEVICE inline P epsilon_from_velocity(const P& x, const P& v, T alpha, T sigma) {
  return alpha * v + sigma * x;
}

}  // namespace sfumato
