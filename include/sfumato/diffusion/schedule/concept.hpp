#pragma once

#include <cmath>
#include <concepts>
#include <limits>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A noise schedule says how much signal and how much noise there is at time t: x_t = alpha(t) x_0 + sigma(t) z. alpha
/// falls and sigma grows with t. Everything else (alpha_bar, SNR, beta) follows from these two.
template <class S>
concept noise_schedule = requires(const S& schedule, double t) {
  { schedule.alpha(t) } -> std::convertible_to<double>;
  { schedule.sigma(t) } -> std::convertible_to<double>;
};

/// A noise schedule that is trained at t = 0, 1, ..., T-1 with alpha^2 + sigma^2 = 1. t = -1 is the clean image (alpha
/// 1, sigma 0); between the integers it is continuous.
template <class S>
concept discrete_schedule = noise_schedule<S> && requires(const S& schedule) {
  { schedule.train_timesteps() } -> std::convertible_to<index_t>;
};

/// alpha_bar = alpha^2 / (alpha^2 + sigma^2): the share of the signal in the variance; the product of 1 - beta for a
/// discrete schedule (Ho et al. 2020, eq. 4).
template <noise_schedule S>
double alpha_bar(const S& schedule, double t) {
  const double a = schedule.alpha(t), s = schedule.sigma(t);
  return a * a / (a * a + s * s);
}

/// Signal-to-noise ratio alpha^2 / sigma^2 (Kingma et al. 2021, eq. 2); infinite where sigma is 0.
template <noise_schedule S>
double snr(const S& schedule, double t) {
  const double a = schedule.alpha(t), s = schedule.sigma(t);
  return s == 0 ? std::numeric_limits<double>::infinity() : a * a / (s * s);
}

/// A ratio of powers in decibels: 10 log10(ratio).
inline double decibels(double ratio) { return 10 * std::log10(ratio); }

template <noise_schedule S>
double snr_db(const S& schedule, double t) {
  return decibels(snr(schedule, t));
}

/// beta = 1 - alpha_bar(t) / alpha_bar(t-1): the variance added by training step t = 0, ..., T-1.
template <discrete_schedule S>
double beta(const S& schedule, index_t t) {
  const double now = static_cast<double>(t);
  return 1 - alpha_bar(schedule, now) / alpha_bar(schedule, now - 1);
}

/// What the network is told at time t: t itself, unless the schedule renumbers its timesteps (respaced).
template <noise_schedule S>
double network_time(const S& schedule, double t) {
  if constexpr (requires { schedule.network_time(t); })
    return schedule.network_time(t);
  else
    return t;
}

}  // namespace sfumato
