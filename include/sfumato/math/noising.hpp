#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The forward process: x_t = alpha x_0 + sigma z, z standard normal (Ho et al. 2020, eq. 4, with alpha =
/// sqrt(alpha_bar), sigma = sqrt(1 - alpha_bar)).
template <class P, class T>
SFUMATO_HOST_DEVICE inline P add_noise(const P& x0, const P& noise, T alpha, T sigma) {
  return alpha * x0 + sigma * noise;
}

/// What v-prediction predicts: v = alpha z - sigma x_0 (Salimans & Ho 2022, section 4).
template <class P, class T>
SFUMATO_HOST_DEVICE inline P velocity(const P& x0, const P& noise, T alpha, T sigma) {
  return alpha * noise - sigma * x0;
}

/// x_t into the first operand, for every element; coefficients of a row (image): {alpha, sigma}.
struct noising {
  template <class T, class P>
  SFUMATO_HOST_DEVICE void operator()(const T* level, P& xt, const P& x0, const P& noise) const {
    xt = add_noise(x0, noise, level[0], level[1]);
  }
};

/// The same with one level {alpha, sigma} for all, standing in memory.
template <class T>
struct noising_of_all {
  const T* level;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& xt, const P& x0, const P& noise) const {
    xt = P(level[0]) * x0 + P(level[1]) * noise;
  }
};

/// The velocity into the first operand; coefficients of a row (image): {alpha, sigma}.
struct velocity_target {
  template <class T, class P>
  SFUMATO_HOST_DEVICE void operator()(const T* level, P& v, const P& x0, const P& noise) const {
    v = velocity(x0, noise, level[0], level[1]);
  }
};

}  // namespace sfumato
