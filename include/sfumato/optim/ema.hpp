#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "sfumato/core/finite.hpp"
#include "sfumato/math/moving_average.hpp"
#include "sfumato/optim/companion_slab.hpp"
#include "sfumato/optim/step_counter.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How fast a moving average forgets. Early on it forgets faster, or it would remember the random start for thousands
/// of steps: with s = step - update_after_step - 1, steps counted from 1, the decay is 0 while s <= 0 (a plain copy),
/// then
///
///   rational   (1 + s) / (10 + s)                    a memory of about a tenth of the training so far
///   power      1 - (1 + s / inv_gamma)^-power
///
/// and always between min_decay and decay.
struct ema_options {
  enum class warm_up { rational, power };

  double decay = 0.9999;
  double min_decay = 0;
  index_t update_after_step = 0;
  warm_up form = warm_up::rational;
  double inv_gamma = 1;
  double power = 2.0 / 3.0;

  /// The decay of this step = 1, 2, ...
  SFUMATO_HOST_DEVICE double decay_at(index_t step) const {
    const double s = static_cast<double>(step - update_after_step - 1);
    if (s <= 0) return 0;
    const double rising = form == warm_up::rational ? (1 + s) / (10 + s) : 1 - std::pow(1 + s / inv_gamma, -power);
    return std::clamp(rising, min_decay, decay);
  }

  void check() const {
    require(in_range(decay, 0.0, 1.0) && decay < 1 && in_range(min_decay, 0.0, decay), error_kind::value,
            "ema: expected 0 <= min_decay <= decay < 1, got min_decay ", min_decay, " and decay ", decay);
    require(update_after_step >= 0, error_kind::value, "ema: expected update_after_step of at least 0, got ",
            update_after_step);
    require(above(inv_gamma, 0.0) && above(power, 0.0), error_kind::value,
            "ema: expected inv_gamma and power above 0, got ", inv_gamma, " and ", power);
  }
};

/// 1 - decay at step 0, 1, ...
template <class T>
struct average_share_of {
  ema_options options;
  const finite_flag* stop;
  SFUMATO_HOST_DEVICE T operator()(index_t step) const {
    return static_cast<T>(stop && stop->step != 0 ? 0 : 1 - options.decay_at(step + 1));
  }
};

/// The exponential moving average of a model's parameters (Polyak & Juditsky 1992): average = d average + (1 - d) p.
/// Its samples are better than those of the last step's parameters (Song & Ermon 2020, section 5).
template <elementwise_backend B>
class ema {
 public:
  using real = typename B::real;

  /// Starts as a copy of the parameters.
  explicit ema(parameter_slab<B>& slab, const ema_options& options = {})
      : options_(options), average_(slab), share_(slab.context(), 1), count_(slab.context()) {
    options.check();
    B::copy(slab.context(), average_.data(), std::as_const(slab).values(), slab.size());
  }

  /// Takes in the parameters as they are now. An optimizer does the same within its own pass (optimizer_step::average).
  void update(parameter_slab<B>& slab) {
    B::for_each(slab.context(), slab.size(), next_update(), average_.data(), std::as_const(slab).values());
  }
  /// Counts a step and returns the update that belongs to it. stop: see optimizer_step.
  average_update<real> next_update(const finite_flag* stop = nullptr) {
    count_.next(average_share_of<real>{options_, stop}, share_.data());
    return {share_.data()};
  }

  index_t steps() const { return count_.steps(); }
  void set_steps(index_t steps) { count_.set(steps); }
  companion_slab<B>& values() { return average_; }
  const ema_options& options() const { return options_; }

 private:
  ema_options options_;
  companion_slab<B> average_;
  real_buffer<B> share_;
  step_counter<B> count_;
};

}  // namespace sfumato
