#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "sfumato/diffusion/schedule/alpha_bar_table.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How many timesteps T, and the betas at the first and at the last of them.
struct beta_range {
  index_t timesteps = 1000;
  double first = 1e-4;
  double last = 0.02;
};

/// The usual range 1e-4..0.02 belongs to T = 1000; with fewer timesteps each must add more noise, 1000/T times as much,
/// or the last x_T still shows the image. T = 200: 5e-4..0.1. Needs T > 20, so that betas stay below 1.
inline beta_range scaled_beta_range(index_t timesteps) {
  require(timesteps > 20, error_kind::value, "scaled_beta_range: expected more than 20 timesteps, got ", timesteps,
          "; give the betas themselves");
  const double scale = 1000.0 / static_cast<double>(timesteps);
  return {.timesteps = timesteps, .first = 1e-4 * scale, .last = 0.02 * scale};
}

namespace detail {

/// betas f(0), ..., f(1), evenly spaced from the first to the last.
template <class F>
alpha_bar_table spaced_betas(const char* name, const beta_range& range, F f) {
  require(range.timesteps >= 1, error_kind::value, name, ": expected at least 1 timestep, got ", range.timesteps);
  require(in_range(range.first, 0.0, range.last) && range.first > 0 && in_range(range.last, 0.0, 1.0) && range.last < 1,
          error_kind::value, name, ": expected betas 0 < first <= last < 1, got ", range.first, " and ", range.last);
  std::vector<double> betas(static_cast<std::size_t>(range.timesteps));
  const double intervals = static_cast<double>(std::max<index_t>(range.timesteps - 1, 1));
  for (std::size_t t = 0; t < betas.size(); ++t) betas[t] = f(static_cast<double>(t) / intervals);
  return alpha_bar_table::from_betas(betas);
}

}  // namespace detail

/// beta linear in t, from first to last (Ho et al. 2020, section 4).
struct linear_beta : alpha_bar_table {
  explicit linear_beta(const beta_range& range = {})
      : alpha_bar_table(detail::spaced_betas("linear_beta", range,
                                             [&](double u) { return range.first + u * (range.last - range.first); })) {}
};

/// sqrt(beta) linear in t (Rombach et al. 2022, latent diffusion).
struct scaled_linear_beta : alpha_bar_table {
  explicit scaled_linear_beta(const beta_range& range = {})
      : alpha_bar_table(detail::spaced_betas("scaled_linear_beta", range, [&](double u) {
          const double root = std::sqrt(range.first) + u * (std::sqrt(range.last) - std::sqrt(range.first));
          return root * root;
        })) {}
};

/// beta = first + (last - first) / (1 + exp(-s)), s linear from -6 to 6 (Xu et al. 2022, GeoDiff).
struct sigmoid_beta : alpha_bar_table {
  explicit sigmoid_beta(const beta_range& range = {})
      : alpha_bar_table(detail::spaced_betas("sigmoid_beta", range, [&](double u) {
          return range.first + (range.last - range.first) / (1 + std::exp(6 - 12 * u));
        })) {}
};

/// beta(t) = min(1 - f((t+1)/T) / f(t/T), 0.999), f(u) = cos^2((u + 0.008) / 1.008 pi/2) (Nichol & Dhariwal 2021, eq.
/// 17; known elsewhere as squaredcos_cap_v2).
struct cosine : alpha_bar_table {
  explicit cosine(index_t timesteps = 1000) : alpha_bar_table(table(timesteps)) {}

 private:
  static alpha_bar_table table(index_t timesteps) {
    require(timesteps >= 1, error_kind::value, "cosine: expected at least 1 timestep, got ", timesteps);
    const auto f = [&](index_t t) {
      const double u = static_cast<double>(t) / static_cast<double>(timesteps);
      const double root = std::cos((u + 0.008) / 1.008 * 1.5707963267948966);
      return root * root;
    };
    std::vector<double> betas;
    for (index_t t = 0; t < timesteps; ++t) betas.push_back((std::min)(1 - f(t + 1) / f(t), 0.999));
    return from_betas(betas);
  }
};

}  // namespace sfumato
