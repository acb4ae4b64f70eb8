#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A shorter schedule that visits only some timesteps of another: its timestep i has the alpha_bar of t_i, hence the
/// betas 1 - alpha_bar(t_i) / alpha_bar(t_(i-1)) (Nichol & Dhariwal 2021, section 4). Its T is the length of the list;
/// the network is still told t_i.
template <class S>
class respaced {
  static_assert(discrete_schedule<S>,
                "respaced<S>: S must be a discrete schedule: alpha(t), sigma(t) and train_timesteps()");

 public:
  /// timesteps of the base schedule, from noisy to clean.
  respaced(S base, const std::vector<double>& timesteps) : base_(std::move(base)) {
    const std::vector<double>& list = checked_timesteps(timesteps, base_.train_timesteps());
    ascending_.assign(list.rbegin(), list.rend());
  }
  respaced(S base, const steps& selection) : respaced(base, selection.of(base.train_timesteps())) {}

  index_t train_timesteps() const { return static_cast<index_t>(ascending_.size()); }
  double alpha(double i) const { return base_.alpha(base_time(i)); }
  double sigma(double i) const { return base_.sigma(base_time(i)); }
  double network_time(double i) const { return sfumato::network_time(base_, base_time(i)); }
  const S& base() const { return base_; }

 private:
  double base_time(double i) const {
    require(in_range(i, -1.0, static_cast<double>(train_timesteps() - 1)), error_kind::value,
            "respaced: expected a timestep from -1 (clean) to ", train_timesteps() - 1, ", got ", i);
    const double floor = std::floor(i), fraction = i - floor;
    const double low = entry(floor);
    return fraction == 0 ? low : low + fraction * (entry(floor + 1) - low);
  }
  double entry(double i) const { return i < 0 ? -1 : ascending_[static_cast<std::size_t>(i)]; }

  S base_;
  std::vector<double> ascending_;
};

}  // namespace sfumato
