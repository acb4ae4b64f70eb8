#pragma once

#include <cmath>
#include <cstddef>

#include "sfumato/core/config.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato {

/// The estimates of one solver step: x0 = x0_x x + x0_m m, epsilon = e_x x + e_m m, m being the network's output. With
/// `clip`, x0 is limited to [-range, range]; with `rederive`, epsilon is then r_x x + r_x0 x0, of the limited x0.
template <class T>
struct estimate {
  T x0_x, x0_m, e_x, e_m;
  bool clip;
  T range;
  bool rederive;
  T r_x, r_x0;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& x0, P& epsilon, const P& x, const P& m) const {
    x0 = P(x0_x) * x + P(x0_m) * m;
    if (clip) x0 = smaller(larger(x0, P(-range)), P(range));
    epsilon = rederive ? P(r_x) * x + P(r_x0) * x0 : P(e_x) * x + P(e_m) * m;
  }
};

/// Dynamic thresholding of an image whose |x0| has the quantile q (its row's coefficient): x0 = clamp(x0, -s, s) / s, s
/// = clamp(q, 1, maximum) (Saharia et al. 2022, section 2.3).
template <class T>
struct dynamic_threshold {
  T maximum;
  bool rederive;
  T r_x, r_x0;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(const T* quantile, P& x0, P& epsilon, const P& x) const {
    const T s = smaller(larger(quantile[0], T(1)), maximum);
    x0 = smaller(larger(x0, P(-s)), P(s)) / P(s);
    if (rederive) epsilon = P(r_x) * x + P(r_x0) * x0;
  }
};

/// Noise times its standard deviation where the network predicts the variance: sqrt(v) as it is, or, with `log_range`,
/// exp(f ln max + (1-f) ln min)^(1/2) with f = (v+1)/2 (Nichol & Dhariwal 2021, eq. 15). A negative variance counts as
/// 0.
template <class T>
struct learned_noise {
  bool log_range;
  T log_min, log_max;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& noise, const P& v) const {
    using std::exp;
    using std::sqrt;
    if (log_range) {
      const P f = (v + P(T(1))) * P(T(0.5));
      noise = noise * exp(P(T(0.5)) * (f * P(log_max) + (P(T(1)) - f) * P(log_min)));
    } else {
      noise = noise * sqrt(larger(v, P(T(0))));
    }
  }
};

/// out = sum over k of weight[k] register[k], in this order.
template <class T, std::size_t Count>
struct linear_combination {
  T weight[Count];

  template <class P, class... R>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& first, const R&... rest) const {
    static_assert(sizeof...(R) + 1 == Count, "linear_combination: one weight for each register");
    P sum = P(weight[0]) * first;
    std::size_t k = 1;
    ((sum = sum + P(weight[k++]) * rest), ...);
    out = sum;
  }
};

/// out = factor in.
template <class T>
struct scaling {
  T factor;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& in) const {
    out = P(factor) * in;
  }
};

}  // namespace sfumato
