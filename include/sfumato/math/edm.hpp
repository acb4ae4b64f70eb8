#pragma once

#include <cmath>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What surrounds a network F at noise sigma so that all it sees and all it shall answer has variance 1 (Karras et al.
/// 2022, table 1 and appendix B.6, "EDM"): D(x; sigma) = skip x + out F(in x, time) estimates x0 from x = x0 + sigma e.
template <class T>
struct edm_scaling {
  T skip, out, in;
  T time;  ///< what the network is told
};

/// With d the standard deviation of the data, s^2 = sigma^2 + d^2:
///
///   skip = d^2 / s^2,   out = sigma d / s,   in = 1 / s,   time = time_scale ln(sigma) / 4
template <class T>
SFUMATO_HOST_DEVICE inline edm_scaling<T> edm_scaling_at(T sigma, T d, T time_scale) {
  using std::log;
  using std::sqrt;
  const T variance = sigma * sigma + d * d, root = sqrt(variance);
  return {d * d / variance, sigma * d / root, 1 / root, time_scale * log(sigma) / 4};
}

}  // namespace sfumato
