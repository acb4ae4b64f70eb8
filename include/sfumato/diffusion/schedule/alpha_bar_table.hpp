#pragma once

#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A discrete schedule as its table of alpha_bar(0), ..., alpha_bar(T-1): what every schedule made of betas is.
///
/// Between integers the noise-to-signal ratio sqrt((1 - alpha_bar) / alpha_bar) is interpolated linearly, as the
/// solvers in sigma do (Karras et al. 2022, appendix C.3.4); towards a timestep of alpha_bar 0, where that ratio is
/// infinite, alpha. t outside [-1, T-1] is an error of kind value.
class alpha_bar_table {
 public:
  /// Decreasing values in [0,1); 0 only at the end (zero terminal SNR).
  explicit alpha_bar_table(std::vector<double> alpha_bars) : table_(std::move(alpha_bars)) {
    require(!table_.empty(), error_kind::value, "noise schedule: expected at least 1 timestep, got 0");
    for (std::size_t t = 0; t < table_.size(); ++t) {
      const double before = t == 0 ? 1 : table_[t - 1];
      require(in_range(table_[t], 0.0, before) && table_[t] < before, error_kind::value,
              "noise schedule: expected alpha_bar to fall from 1 towards 0, got ", table_[t], " at t = ", t, " after ",
              before);
    }
  }

  /// alpha_bar(t) = product over s <= t of (1 - beta(s)).
  static alpha_bar_table from_betas(const std::vector<double>& betas) {
    std::vector<double> alpha_bars;
    alpha_bars.reserve(betas.size());
    double product = 1;
    for (std::size_t t = 0; t < betas.size(); ++t) {
      require(in_range(betas[t], 0.0, 1.0) && betas[t] > 0, error_kind::value,
              "noise schedule: expected every beta in (0,1], got ", betas[t], " at t = ", t);
      alpha_bars.push_back(product *= 1 - betas[t]);
    }
    return alpha_bar_table(std::move(alpha_bars));
  }

  index_t train_timesteps() const { return static_cast<index_t>(table_.size()); }
  /// sqrt(alpha_bar): the weight of the image.
  double alpha(double t) const { return std::sqrt(at(t)); }
  /// sqrt(1 - alpha_bar): the weight of the noise.
  double sigma(double t) const { return std::sqrt(1 - at(t)); }
  std::span<const double> alpha_bars() const { return table_; }

 private:
  double at(double t) const {
    require(in_range(t, -1.0, static_cast<double>(train_timesteps() - 1)), error_kind::value,
            "noise schedule: expected a timestep from -1 (clean) to ", train_timesteps() - 1, ", got ", t);
    const double floor = std::floor(t), fraction = t - floor;
    const double low = entry(floor);
    if (fraction == 0) return low;
    const double high = entry(floor + 1);
    if (high == 0) return low * (1 - fraction) * (1 - fraction);
    const double ratio = (1 - fraction) * std::sqrt((1 - low) / low) + fraction * std::sqrt((1 - high) / high);
    return 1 / (1 + ratio * ratio);
  }
  double entry(double t) const { return t < 0 ? 1 : table_[static_cast<std::size_t>(t)]; }

  std::vector<double> table_;
};

}  // namespace sfumato
