#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sfumato/backend/concept.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/math/solver_step.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato {

/// Names the random numbers of a sampling run: image n of the batch draws from stream first_stream + n of the seed, so
/// that it comes out the same in any batch.
struct image_streams {
  std::uint64_t seed = 0;
  std::uint32_t first_stream = 0;
};

/// The registers of a plan in the memory of backend B, and one step over them: a pass for the estimates, one for each
/// combination. All memory is taken here, at the start; a step allocates nothing.
template <elementwise_backend B>
class solver_state {
 public:
  using real = typename B::real;
  using context = typename B::context;

  /// extent (N,H,W,C). split_output: the network writes 2C channels, the second half being a variance.
  solver_state(context& ctx, const solver_plan& plan, const shape& extent, bool split_output)
      : ctx_(ctx), extent_(extent), n_(extent.size()), random_step_(ctx, 1) {
    for (real_buffer<B>* always : {&x_, &next_, &output_, &x0_, &epsilon_}) *always = take(n_);
    if (plan.uses_anchor()) anchor_ = take(n_);
    for (int slot = 0; slot < plan.kept(); ++slot) kept_[static_cast<std::size_t>(slot)] = take(n_);
    for (const solver_step& step : plan.steps) {
      if (step.noise.kind != step_noise::source::none && !noise_.data()) noise_ = take(n_);
      if (step.input_scale != 1 && !input_.data()) input_ = take(n_);
      if (step.correction.kind == x0_correction::method::quantile && !quantile_.data()) quantile_ = take(extent[0]);
    }
    if (split_output) {
      both_ = take(2 * n_);
      variance_ = take(n_);
    }
  }

  /// x = scale z, z standard normal, from random step 0.
  void start(double scale, const image_streams& streams) {
    draw_noise(x_, streams, 0);
    if (scale != 1) {
      B::for_each(ctx_, n_, scaling<real>{static_cast<real>(scale)}, next_.data(), read(x_));
      std::swap(x_, next_);
    }
  }

  view<real> x() { return x_.as(extent_); }
  /// The last step's estimate of the clean images.
  view<const real> x0() const { return {read(*last_x0_), extent_}; }
  view<const real> network_input(const solver_step& step) {
    if (step.input_scale == 1) return {read(x_), extent_};
    B::for_each(ctx_, n_, scaling<real>{static_cast<real>(step.input_scale)}, input_.data(), read(x_));
    return {read(input_), extent_};
  }
  view<real> network_output() {
    if (!both_.data()) return output_.as(extent_);
    return both_.as({extent_[0], extent_[1], extent_[2], 2 * extent_[3]});
  }
  /// What the registers take.
  double bytes() const { return static_cast<double>(taken_) * sizeof(real); }

  /// One step but for its projection; the network's output is in network_output() if the step evaluates. random_step:
  /// the step of the random streams to draw from, at least 1.
  void advance(const solver_step& step, const image_streams& streams, std::uint32_t random_step) {
    if (step.evaluate && both_.data()) split_channels();
    make_estimates(step);
    term_list next = terms(step.next);
    if (step.noise.kind != step_noise::source::none) {
      draw_noise(noise_, streams, random_step);
      next.add(shaped_noise(step.noise), read(noise_));
    }
    combine(next, next_.data());
    if (step.set_anchor) combine(terms(step.anchor), anchor_.data());
    std::swap(x_, next_);
    last_x0_ = &x0_;
    if (step.keep_slot >= 0) {
      real_buffer<B>& slot = kept_[static_cast<std::size_t>(step.keep_slot)];
      std::swap(slot, step.keep_x0 ? x0_ : epsilon_);
      if (step.keep_x0) last_x0_ = &slot;
    }
  }

 private:
  struct term_list {
    std::array<double, max_terms> weight{};
    std::array<const real*, max_terms> values{};
    int count = 0;

    void add(double w, const real* register_values) {
      if (w == 0) return;
      require(count < max_terms && register_values, error_kind::value, "solver step: expected at most ", max_terms,
              " registers in one combination, all of them set by an earlier step");
      weight[static_cast<std::size_t>(count)] = w;
      values[static_cast<std::size_t>(count++)] = register_values;
    }
  };

  static const real* read(const real_buffer<B>& values) { return values.data(); }

  real_buffer<B> take(index_t count) {
    real_buffer<B> result(ctx_, count);
    B::fill(ctx_, result.data(), count, real(0));
    taken_ += count;
    return result;
  }

  void make_estimates(const solver_step& step) {
    const bool clip = step.correction.kind == x0_correction::method::clip;
    const bool quantile = step.correction.kind == x0_correction::method::quantile;
    const auto s = [](double value) { return static_cast<real>(value); };
    B::for_each(ctx_, n_,
                estimate<real>{s(step.map.x0_x), s(step.map.x0_m), s(step.map.e_x), s(step.map.e_m), clip,
                               s(step.correction.range), step.rederive && !quantile, s(step.r_x), s(step.r_x0)},
                x0_.data(), epsilon_.data(), read(x_), read(output_));
    if (!quantile) return;
    B::abs_quantile(ctx_, quantile_.data(), {read(x0_), extent_}, step.correction.ratio);
    B::for_each_row(ctx_, extent_[0], extent_.stride(),
                    dynamic_threshold<real>{s(step.correction.maximum), step.rederive, s(step.r_x), s(step.r_x0)},
                    read(quantile_), 1, x0_.data(), epsilon_.data(), read(x_));
  }

  /// The weight of the noise register, after the register has been scaled by a learned deviation if there is one.
  double shaped_noise(const step_noise& noise) {
    if (noise.kind == step_noise::source::scalar) return noise.deviation;
    B::for_each(ctx_, n_,
                learned_noise<real>{noise.kind == step_noise::source::learned_range, static_cast<real>(noise.log_min),
                                    static_cast<real>(noise.log_max)},
                noise_.data(), read(variance_));
    return 1;
  }

  term_list terms(const combination& weights) const {
    term_list list;
    list.add(weights.x, read(x_));
    list.add(weights.anchor, read(anchor_));
    list.add(weights.x0, read(x0_));
    list.add(weights.epsilon, read(epsilon_));
    for (std::size_t slot = 0; slot < kept_.size(); ++slot) list.add(weights.kept[slot], read(kept_[slot]));
    return list;
  }

  template <int Count = 1>
  void combine(const term_list& list, real* out) {
    if (list.count == 0) return B::fill(ctx_, out, n_, real(0));
    if (list.count == Count) return combine_terms(list, out, std::make_index_sequence<Count>());
    if constexpr (Count < max_terms) combine<Count + 1>(list, out);
  }
  template <std::size_t... I>
  void combine_terms(const term_list& list, real* out, std::index_sequence<I...>) {
    const linear_combination<real, sizeof...(I)> sum{{static_cast<real>(list.weight[I])...}};
    B::for_each(ctx_, n_, sum, out, list.values[I]...);
  }

  void split_channels() {
    const index_t channels = extent_.back();
    B::split_channels(ctx_, {.pixels = n_ / channels,
                             .channels = channels,
                             .x = read(both_),
                             .first = output_.data(),
                             .second = variance_.data()});
  }
  void draw_noise(real_buffer<B>& to, const image_streams& streams, std::uint32_t step) {
    B::fill(ctx_, random_step_.data(), 1, static_cast<whole>(step));
    B::normal(
        ctx_,
        {.x = to.as(extent_), .seed = streams.seed, .step = random_step_.data(), .first_stream = streams.first_stream});
  }

  context& ctx_;
  shape extent_;
  index_t n_;
  index_t taken_ = 0;
  real_buffer<B> x_, next_, output_, x0_, epsilon_, anchor_, noise_, input_, quantile_, both_, variance_;
  std::array<real_buffer<B>, max_kept> kept_;
  const real_buffer<B>* last_x0_ = &x0_;
  buffer<B, whole> random_step_;
};

}  // namespace sfumato
