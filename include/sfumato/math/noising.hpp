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

/// Two mixtures of image and noise into the first operands, what a network sees and what it shall answer, for every
/// element; coefficients of a row (image): of the image and of the noise in the one, then in the other.
struct mix_input_and_target {
  template <class T, class P>
  SFUMATO_HOST_DEVICE void operator()(const T* mixing, P& input, P& target, const P& x0, const P& noise) const {
    input = add_noise(x0, noise, mixing[0], mixing[1]);
    target = add_noise(x0, noise, mixing[2], mixing[3]);
  }
};

/// x_t into the first operand, with one level {alpha, sigma} for all, standing in memory.
template <class T>
struct noising_of_all {
  const T* level;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& xt, const P& x0, const P& noise) const {
    xt = P(level[0]) * x0 + P(level[1]) * noise;
  }
};

}  // namespace sfumato
