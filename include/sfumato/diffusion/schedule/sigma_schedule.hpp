#pragma once

#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Noise that grows over an image which keeps its size (Karras et al. 2022): x = x0 + sigma z. Its time is sigma
/// itself, from 0 (clean) to the largest, and the network is told that; edm_denoiser makes of it what its network
/// wants.
///
/// Solvers that plan through points run on it (euler, euler_ancestral, heun, dpm_solver, unipc):
///
///     const sigma_schedule schedule;
///     sample(ctx, edm_denoiser<B, D>(network), heun{}.plan(schedule, schedule.steps(18), prediction_type::sample),
///     ...)
class sigma_schedule {
 public:
  /// 0 < smallest <= largest, between which steps are spaced; the last step leads on to the clean image.
  explicit sigma_schedule(double smallest = 0.002, double largest = 80) : smallest_(smallest), largest_(largest) {
    require(is_finite(largest) && above(smallest, 0.0) && smallest <= largest, error_kind::value,
            "sigma_schedule: expected 0 < smallest <= largest, got ", smallest, " and ", largest);
  }

  double alpha(double) const { return 1; }
  double sigma(double t) const {
    require(in_range(t, 0.0, largest_), error_kind::value, "sigma_schedule: expected a sigma from 0 (clean) to ",
            largest_, ", got ", t);
    return t;
  }
  double smallest() const { return smallest_; }
  double largest() const { return largest_; }

  /// S sigmas from the largest to the smallest (Karras et al. 2022, eq. 5).
  std::vector<double> steps(index_t count, sigma_spacing spacing = sigma_spacing::karras, double rho = 7) const {
    return spaced_sigmas(spacing, count, largest_, smallest_, rho);
  }

 private:
  double smallest_, largest_;
};

// What churn asks.

inline path_point noisiest_point(const sigma_schedule& schedule) { return point_at(schedule, schedule.largest()); }
inline double time_of_sigma(const sigma_schedule&, double sigma) { return sigma; }

}  // namespace sfumato
