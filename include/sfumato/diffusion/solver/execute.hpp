#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Runs the records of a plan on the host in plain loops: the meaning of a solver_stage written out, and what the fused
/// kernels of a backend are tested against. T is float or double.
template <class T>
class plan_execution {
 public:
  /// x: the first image batch, already multiplied by the plan's initial_scale; `images` of equal size.
  plan_execution(std::vector<T> x, index_t images)
      : x_(std::move(x)),
        image_size_(x_.size() / static_cast<std::size_t>(images)),
        output_(x_.size()),
        x0_(x_.size()),
        epsilon_(x_.size()),
        anchor_(x_.size()) {}

  std::span<T> x() { return x_; }
  /// This stage's estimate of the clean images, after correction.
  std::span<const T> x0() const { return x0_; }

  /// One stage. output: the network's answer to input_scale * x (ignored unless the stage evaluates); variance: its
  /// second half of channels, for learned variances; noise: standard normal, for stages that draw. Projection is the
  /// caller's.
  void advance(const solver_stage& stage, std::span<const T> output, std::span<const T> variance,
               std::span<const T> noise) {
    if (stage.evaluate) output_.assign(output.begin(), output.end());
    for (std::size_t i = 0; i < x_.size(); ++i) {
      x0_[i] = T(stage.map.x0_x) * x_[i] + T(stage.map.x0_m) * output_[i];
      epsilon_[i] = T(stage.map.e_x) * x_[i] + T(stage.map.e_m) * output_[i];
    }
    correct(stage.correction);
    if (stage.rederive)
      for (std::size_t i = 0; i < x_.size(); ++i) epsilon_[i] = T(stage.r_x) * x_[i] + T(stage.r_x0) * x0_[i];

    for (std::size_t i = 0; i < x_.size(); ++i) {
      const T next = combined(stage.next, i) + random_part(stage.noise, variance, noise, i);
      if (stage.set_anchor) anchor_[i] = combined(stage.anchor, i);
      x_[i] = next;
    }
    if (stage.keep_slot >= 0) kept_[static_cast<std::size_t>(stage.keep_slot)] = stage.keep_x0 ? x0_ : epsilon_;
  }

 private:
  void correct(const x0_correction& correction) {
    if (correction.kind == x0_correction::method::none) return;
    for (std::size_t begin = 0; begin < x0_.size(); begin += image_size_) {
      const std::span<T> image(x0_.data() + begin, image_size_);
      T limit = T(correction.range), divisor = T(1);
      if (correction.kind == x0_correction::method::quantile)
        limit = divisor = std::clamp(abs_quantile(image, correction.ratio), T(1), T(correction.maximum));
      for (T& value : image) value = std::clamp(value, -limit, limit) / divisor;
    }
  }

  /// With linear interpolation between order statistics.
  static T abs_quantile(std::span<const T> values, double ratio) {
    std::vector<T> sorted(values.begin(), values.end());
    for (T& value : sorted) value = std::abs(value);
    std::sort(sorted.begin(), sorted.end());
    const double position = ratio * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position), above = (std::min)(below + 1, sorted.size() - 1);
    return sorted[below] + T(position - std::floor(position)) * (sorted[above] - sorted[below]);
  }

  T combined(const combination& weights, std::size_t i) const {
    T sum = 0;
    const auto add = [&](double weight, const std::vector<T>& values) {
      if (weight != 0) sum += T(weight) * values[i];
    };
    add(weights.x, x_);
    add(weights.anchor, anchor_);
    add(weights.x0, x0_);
    add(weights.epsilon, epsilon_);
    for (std::size_t slot = 0; slot < kept_.size(); ++slot) add(weights.kept[slot], kept_[slot]);
    return sum;
  }

  static T random_part(const step_noise& noise, std::span<const T> variance, std::span<const T> z, std::size_t i) {
    switch (noise.kind) {
      case step_noise::source::none: return 0;
      case step_noise::source::scalar: return T(noise.deviation) * z[i];
      case step_noise::source::learned: return std::sqrt((std::max)(variance[i], T(0))) * z[i];
      case step_noise::source::learned_range: {
        const T f = (variance[i] + 1) / 2;
        return std::exp((f * T(noise.log_max) + (1 - f) * T(noise.log_min)) / 2) * z[i];
      }
    }
    return 0;
  }

  std::vector<T> x_;
  std::size_t image_size_;
  std::vector<T> output_, x0_, epsilon_, anchor_;
  std::array<std::vector<T>, max_kept> kept_;
};

}  // namespace sfumato
