#pragma once

#include <utility>
#include <vector>

#include "sfumato/diffusion/schedule/alpha_bar_table.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A schedule shifted and stretched so that nothing of the image is left at the last timestep, while the first stays as
/// it is: s = alpha(t), s' = (s - s_T) s_0 / (s_0 - s_T) (Lin et al. 2024, algorithm 1). Train with v or x0: noise
/// alone says nothing about the image, so epsilon prediction cannot start there.
template <class S>
class zero_terminal_snr : public alpha_bar_table {
  static_assert(discrete_schedule<S>,
                "zero_terminal_snr<S>: S must be a discrete schedule: alpha(t), sigma(t) and train_timesteps()");

 public:
  explicit zero_terminal_snr(S base) : alpha_bar_table(rescaled(base)), base_(std::move(base)) {}

  double network_time(double t) const { return sfumato::network_time(base_, t); }
  const S& base() const { return base_; }

 private:
  static std::vector<double> rescaled(const S& base) {
    const index_t count = base.train_timesteps();
    require(count >= 2, error_kind::value, "zero_terminal_snr: expected a schedule of at least 2 timesteps, got ",
            count);
    const double first = base.alpha(0), last = base.alpha(static_cast<double>(count - 1));
    std::vector<double> alpha_bars;
    alpha_bars.reserve(static_cast<std::size_t>(count));
    for (index_t t = 0; t < count; ++t) {
      const double root = (base.alpha(static_cast<double>(t)) - last) * first / (first - last);
      alpha_bars.push_back(root * root);
    }
    return alpha_bars;
  }

  S base_;
};

}  // namespace sfumato
