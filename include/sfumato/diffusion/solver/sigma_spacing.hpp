#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/sigma_space.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How S noise-to-signal ratios sigma are chosen between the largest and the smallest. karras: sigma^(1/7) evenly, more
/// steps where there is little noise (Karras et al. 2022, eq. 5). exponential: log sigma evenly, which is lambda
/// evenly, as Lu et al. 2022 take it; "lu" names it, too.
enum class sigma_spacing { karras, exponential };

constexpr std::string_view to_string(sigma_spacing spacing) {
  switch (spacing) {
    case sigma_spacing::karras: return "karras";
    case sigma_spacing::exponential: return "exponential";
  }
  return "unknown";
}

inline sigma_spacing parse_sigma_spacing(std::string_view name) {
  if (name == "karras") return sigma_spacing::karras;
  if (name == "exponential" || name == "lu") return sigma_spacing::exponential;
  fail(error_kind::value, "sigma spacing: expected karras, exponential or lu, got ", name);
}

/// From largest to smallest, both included (the largest alone for one).
inline std::vector<double> spaced_sigmas(sigma_spacing spacing, index_t count, double largest, double smallest,
                                         double rho = 7) {
  require(count >= 1, error_kind::value, "sigma spacing: expected at least 1 step, got ", count);
  require(is_finite(largest) && above(smallest, 0.0) && smallest <= largest && above(rho, 0.0), error_kind::value,
          "sigma spacing: expected 0 < smallest <= largest and rho > 0, got ", smallest, ", ", largest, " and ", rho);
  const bool karras = spacing == sigma_spacing::karras;
  const auto bend = [&](double sigma) { return karras ? std::pow(sigma, 1 / rho) : std::log(sigma); };
  const auto unbend = [&](double x) { return karras ? std::pow(x, rho) : std::exp(x); };
  std::vector<double> sigmas;
  for (index_t i = 0; i < count; ++i) {
    const double u = count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1);
    sigmas.push_back(unbend(bend(largest) + u * (bend(smallest) - bend(largest))));
  }
  sigmas.front() = largest;
  if (count > 1) sigmas.back() = smallest;
  return sigmas;
}

/// S steps spaced in sigma over all that the schedule was trained on, as the timesteps of these sigmas, fractions among
/// them: for any solver that takes a list of timesteps.
struct sigma_steps {
  index_t count;
  sigma_spacing spacing = sigma_spacing::karras;
  double rho = 7;

  template <discrete_schedule S>
  std::vector<double> of(const S& schedule) const {
    const double last = static_cast<double>(schedule.train_timesteps() - 1);
    const double largest = noisiest_point(schedule).ratio();
    std::vector<double> timesteps;
    for (const double sigma : spaced_sigmas(spacing, count, largest, point_at(schedule, 0).ratio(), rho))
      timesteps.push_back(std::clamp(time_of_sigma(schedule, (std::min)(sigma, largest)), 0.0, last));
    return timesteps;
  }
};

/// The timestep of a sigma by linear interpolation of log sigma between training timesteps, as other libraries tell
/// their networks; held at the ends.
template <discrete_schedule S>
double time_of_log_sigma(const S& schedule, double sigma) {
  const auto log_ratio = [&](index_t t) {
    const double time = static_cast<double>(t);
    return std::log(schedule.sigma(time)) - std::log(schedule.alpha(time));
  };
  const index_t last = schedule.train_timesteps() - 1;
  const double wanted = std::log(sigma);
  index_t low = 0, high = last;
  while (high - low > 1) {
    const index_t middle = (low + high) / 2;
    (log_ratio(middle) <= wanted ? low : high) = middle;
  }
  if (low == high) return 0;
  const double from = log_ratio(low), to = log_ratio(high);
  return static_cast<double>(low) + std::clamp((wanted - from) / (to - from), 0.0, 1.0);
}

}  // namespace sfumato
