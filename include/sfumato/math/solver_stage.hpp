#pragma once

#include <cmath>
#include <cstddef>

#include "sfumato/core/config.hpp"
#include "sfumato/core/number.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/math/select.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Where an array may be read by a stage; the order in which terms are summed.
enum solver_register { x_register, anchor_register, x0_register, epsilon_register, kept_registers };
/// How many earlier values a plan can keep beside x and the anchor.
inline constexpr int max_kept = 6;
inline constexpr int noise_register = kept_registers + max_kept;

/// The numbers of one stage as kernels read them, in the memory of the backend: what stage it is never enters a kernel
/// by its arguments, so that one queued pass serves all stages of a kind. T is the backend's real.
template <class T>
struct stage_numbers {
  T time, input_scale;
  T x0_x, x0_m, e_x, e_m;  ///< the estimates as linear maps of x and the network's output
  T range, maximum;        ///< of the correction of x0
  T r_x, r_x0;             ///< epsilon anew from a corrected x0
  T log_min, log_max;      ///< of a learned variance
  T next[noise_register + 1], anchor[noise_register];
  T level[2];               ///< {alpha, sigma} of what the stage gives
  whole random_step, step;  ///< which random numbers; which step of the run, from 1
  whole projection_step;    ///< which random numbers for what projects
};

/// now = plan[counter], counter + 1.
template <class T>
struct take_stage {
  const stage_numbers<T>* plan;
  whole* counter;
  stage_numbers<T>* now;

  SFUMATO_HOST_DEVICE void operator()(index_t) const { *now = plan[(*counter)++]; }
};

/// The estimates of one stage: x0 = x0_x x + x0_m m, epsilon = e_x x + e_m m, m being the network's output. With
/// `clip`, x0 is limited to [-range, range]; with `rederive`, epsilon is then r_x x + r_x0 x0, of the limited x0.
template <class T>
struct estimate {
  const stage_numbers<T>* now;
  bool clip;
  bool rederive;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& x0, P& epsilon, const P& x, const P& m) const {
    using lanewise::larger;
    using lanewise::smaller;
    x0 = P(now->x0_x) * x + P(now->x0_m) * m;
    if (clip) x0 = smaller(larger(x0, P(-now->range)), P(now->range));
    epsilon = rederive ? P(now->r_x) * x + P(now->r_x0) * x0 : P(now->e_x) * x + P(now->e_m) * m;
  }
};

/// Dynamic thresholding of an image whose |x0| has the quantile q (its row's coefficient): x0 = clamp(x0, -s, s) / s, s
/// = clamp(q, 1, maximum) (Saharia et al. 2022, section 2.3).
template <class T>
struct dynamic_threshold {
  const stage_numbers<T>* now;
  bool rederive;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(const T* quantile, P& x0, P& epsilon, const P& x) const {
    using lanewise::larger;
    using lanewise::smaller;
    const T s = smaller(larger(quantile[0], T(1)), now->maximum);
    x0 = smaller(larger(x0, P(-s)), P(s)) / P(s);
    if (rederive) epsilon = P(now->r_x) * x + P(now->r_x0) * x0;
  }
};

/// Noise times its standard deviation where the network predicts the variance: sqrt(v) as it is, or, with `log_range`,
/// exp(f ln max + (1-f) ln min)^(1/2) with f = (v+1)/2 (Nichol & Dhariwal 2021, eq. 15). A negative variance counts as
/// 0.
template <class T>
struct learned_noise {
  const stage_numbers<T>* now;
  bool log_range;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& noise, const P& v) const {
    using lanewise::larger;
    using std::exp;
    using std::sqrt;
    if (log_range) {
      const P f = (v + P(T(1))) * P(T(0.5));
      noise = noise * exp(P(T(0.5)) * (f * P(now->log_max) + (P(T(1)) - f) * P(now->log_min)));
    } else {
      noise = noise * sqrt(larger(v, P(T(0))));
    }
  }
};

/// out = sum over k of weight[which[k]] register[k], in this order. The weights stand in memory.
template <class T, std::size_t Count>
struct linear_combination {
  const T* weight;
  int which[Count];

  template <class P, class... R>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& first, const R&... rest) const {
    static_assert(sizeof...(R) + 1 == Count, "linear_combination: one weight for each register");
    P sum = P(weight[which[0]]) * first;
    std::size_t k = 1;
    ((sum = sum + P(weight[which[k++]]) * rest), ...);
    out = sum;
  }
};

/// out = factor in, the factor standing in memory.
template <class T>
struct scaling {
  const T* factor;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& out, const P& in) const {
    out = P(*factor) * in;
  }
};

}  // namespace sfumato
