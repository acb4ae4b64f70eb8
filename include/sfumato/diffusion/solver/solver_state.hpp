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
  using scalar = typename B::scalar;
  using context = typename B::context;

  /// extent (N,H,W,C). split_output: the network writes 2C channels, the second half being a variance.
  solver_state(context& ctx, const solver_plan& plan, const shape& extent, bool split_output)
      : ctx_(ctx), extent_(extent), n_(extent.size()) {
    for (buffer<B>* always : {&x_, &next_, &output_, &x0_, &epsilon_}) *always = take(n_);
    if (plan.uses_anchor()) anchor_ = take(n_);
    for (int slot = 0; slot < plan.kept(); ++slot) kept_[static_cast<std::size_t>(slot)] = take(n_);
    for (const solver_step& step : plan.steps) {
      step.correction.check();
      if (step.noise.kind != step_noise::source::none && !noise_.data()) noise_ = take(n_);
      if (step.input_scale != 1 && !input_.data()) input_ = take(n_);
      if (step.correction.kind == x0_correction::method::quantile && !quantile_.data()) quantile_ = take(extent[0]);
    }
    if (split_output) {
      both_ = take(2 * n_);
      variance_ = take(n_);
      host_both_.resize(static_cast<std::size_t>(2 * n_));
      host_half_.resize(static_cast<std::size_t>(n_));
    }
  }

  /// x = scale z, z standard normal, from random step 0.
  void start(double scale, const image_streams& streams) {
    B::fill_normal(ctx_, x_.as(extent_), streams.seed, 0, streams.first_stream);
    if (scale != 1) {
      B::for_each(ctx_, n_, scaling<scalar>{static_cast<scalar>(scale)}, next_.data(), read(x_));
      std::swap(x_, next_);
    }
  }

  view<scalar> x() { return x_.as(extent_); }
  /// The last step's estimate of the clean images.
  view<const scalar> x0() const { return {read(*last_x0_), extent_}; }
  view<const scalar> network_input(const solver_step& step) {
    if (step.input_scale == 1) return {read(x_), extent_};
    B::for_each(ctx_, n_, scaling<scalar>{static_cast<scalar>(step.input_scale)}, input_.data(), read(x_));
    return {read(input_), extent_};
  }
  view<scalar> network_output() {
    if (!both_.data()) return output_.as(extent_);
    return both_.as({extent_[0], extent_[1], extent_[2], 2 * extent_[3]});
  }
  /// What the registers take.
  double bytes() const { return static_cast<double>(taken_) * sizeof(scalar); }

  /// One step but for its projection; the network's output is in network_output() if the step evaluates. random_step:
  /// the step of the random streams to draw from, at least 1.
  void advance(const solver_step& step, const image_streams& streams, std::uint32_t random_step) {
    if (step.evaluate && both_.data()) split_channels();
    make_estimates(step);
    term_list next = terms(step.next);
    if (step.noise.kind != step_noise::source::none) {
      B::fill_normal(ctx_, noise_.as(extent_), streams.seed, random_step, streams.first_stream);
      next.add(shaped_noise(step.noise), read(noise_));
    }
    combine(next, next_.data());
    if (step.set_anchor) combine(terms(step.anchor), anchor_.data());
    std::swap(x_, next_);
    last_x0_ = &x0_;
    if (step.keep_slot >= 0) {
      buffer<B>& slot = kept_[static_cast<std::size_t>(step.keep_slot)];
      std::swap(slot, step.keep_x0 ? x0_ : epsilon_);
      if (step.keep_x0) last_x0_ = &slot;
    }
  }

 private:
  struct term_list {
    std::array<double, max_terms> weight{};
    std::array<const scalar*, max_terms> values{};
    int count = 0;

    void add(double w, const scalar* register_values) {
      if (w == 0) return;
      require(count < max_terms && register_values, error_kind::value, "solver step: expected at most ", max_terms,
              " registers in one combination, all of them set by an earlier step");
      weight[static_cast<std::size_t>(count)] = w;
      values[static_cast<std::size_t>(count++)] = register_values;
    }
  };

  static const scalar* read(const buffer<B>& values) { return values.data(); }

  buffer<B> take(index_t count) {
    buffer<B> result(ctx_, count);
    B::fill(ctx_, result.data(), count, scalar(0));
    taken_ += count;
    return result;
  }

  void make_estimates(const solver_step& step) {
    const bool clip = step.correction.kind == x0_correction::method::clip;
    const bool quantile = step.correction.kind == x0_correction::method::quantile;
    const auto s = [](double value) { return static_cast<scalar>(value); };
    B::for_each(ctx_, n_,
                estimate<scalar>{s(step.map.x0_x), s(step.map.x0_m), s(step.map.e_x), s(step.map.e_m), clip,
                                 s(step.correction.range), step.rederive && !quantile, s(step.r_x), s(step.r_x0)},
                x0_.data(), epsilon_.data(), read(x_), read(output_));
    if (!quantile) return;
    B::abs_quantile(ctx_, quantile_.data(), {read(x0_), extent_}, step.correction.ratio);
    B::for_each_row(ctx_, extent_[0], extent_.stride(),
                    dynamic_threshold<scalar>{s(step.correction.maximum), step.rederive, s(step.r_x), s(step.r_x0)},
                    read(quantile_), 1, x0_.data(), epsilon_.data(), read(x_));
  }

  /// The weight of the noise register, after the register has been scaled by a learned deviation if there is one.
  double shaped_noise(const step_noise& noise) {
    if (noise.kind == step_noise::source::scalar) return noise.deviation;
    B::for_each(ctx_, n_,
                learned_noise<scalar>{noise.kind == step_noise::source::learned_range,
                                      static_cast<scalar>(noise.log_min), static_cast<scalar>(noise.log_max)},
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
  void combine(const term_list& list, scalar* out) {
    if (list.count == 0) return B::fill(ctx_, out, n_, scalar(0));
    if (list.count == Count) return combine_terms(list, out, std::make_index_sequence<std::size_t{Count}>());
    if constexpr (Count < max_terms) combine<Count + 1>(list, out);
  }
  template <std::size_t... Term>
  void combine_terms(const term_list& list, scalar* out, std::index_sequence<Term...>) {
    const linear_combination<scalar, sizeof...(Term)> sum{{static_cast<scalar>(list.weight[Term])...}};
    B::for_each(ctx_, n_, sum, out, list.values[Term]...);
  }

  /// (pixels, 2C) into (pixels, C) twice, by way of the host: rare, and small beside the network.
  void split_channels() {
    const index_t channels = extent_.back();
    B::download(ctx_, host_both_.data(), read(both_), 2 * n_);
    for (const index_t half : {0, 1}) {
      for (index_t i = 0; i < n_; ++i)
        host_half_[static_cast<std::size_t>(i)] =
            host_both_[static_cast<std::size_t>((2 * (i / channels) + half) * channels + i % channels)];
      B::upload(ctx_, half == 0 ? output_.data() : variance_.data(), host_half_.data(), n_);
    }
  }

  context& ctx_;
  shape extent_;
  index_t n_;
  index_t taken_ = 0;
  buffer<B> x_, next_, output_, x0_, epsilon_, anchor_, noise_, input_, quantile_, both_, variance_;
  std::array<buffer<B>, max_kept> kept_;
  const buffer<B>* last_x0_ = &x0_;
  std::vector<scalar> host_both_, host_half_;
};

}  // namespace sfumato
