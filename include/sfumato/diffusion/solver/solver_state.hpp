#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sfumato/backend/concept.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/solver/stage_table.hpp"
#include "sfumato/math/noising.hpp"
#include "sfumato/math/solver_stage.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Names the random numbers of a sampling run: image n of the batch draws from stream first_stream + n of the seed, so
/// that it comes out the same in any batch.
struct image_streams {
  std::uint64_t seed = 0;
  std::uint32_t first_stream = 0;
};

/// The registers of a plan in the memory of backend B, and one stage over them: a pass for the estimates, one for each
/// combination. All memory is taken here, at the start. A stage allocates nothing, downloads nothing, uploads nothing;
/// registers keep their places, and what is particular to a stage is read from memory (stage_numbers), so that all
/// stages of a kind queue the same passes.
template <elementwise_backend B>
class solver_state {
 public:
  using real = typename B::real;
  using context = typename B::context;

  /// extent (N,H,W,C). split_output: the network writes 2C channels, the second half being a variance. Throws (value)
  /// where a stage reads a register that none before it has set, or more than max_terms at once.
  solver_state(context& ctx, const solver_plan& plan, const shape& extent, bool split_output)
      : ctx_(ctx),
        extent_(extent),
        n_(extent.size()),
        plan_(ctx, index_of(plan.stages.size())),
        now_(ctx, 1),
        counter_(ctx, 1) {
    plan.check();
    for (real_buffer<B>* always : {&x_, &output_, &x0_, &epsilon_}) *always = take(n_);
    if (plan.uses_anchor()) {
      anchor_ = take(n_);
      next_ = take(n_);
    }
    for (int slot = 0; slot < plan.kept(); ++slot) kept_[static_cast<std::size_t>(slot)] = take(n_);
    for (const solver_stage& stage : plan.stages) {
      if (stage.noise.kind != step_noise::source::none && !noise_.data()) noise_ = take(n_);
      if (stage.input_scale != 1 && !input_.data()) input_ = take(n_);
      if (stage.correction.kind == x0_correction::method::quantile && !quantile_.data()) quantile_ = take(extent[0]);
    }
    if (split_output) {
      both_ = take(2 * n_);
      variance_ = take(n_);
    }
    const std::vector<stage_numbers<real>> table = stage_table<real>(plan);
    B::upload(ctx, plan_.data(), table.data(), plan_.size());
    start_.push_back(static_cast<real>(plan.initial_scale));
    for (const double weight : {plan.start.alpha, plan.start.sigma}) start_.push_back(static_cast<real>(weight));
    start_numbers_ = real_buffer<B>(ctx, index_of(start_.size()));
    B::upload(ctx, start_numbers_.data(), start_.data(), start_numbers_.size());
  }

  /// x = initial_scale z, z standard normal, from random step 0.
  void start(const image_streams& streams) {
    B::fill(ctx_, counter_.data(), 1, whole{0});
    draw_noise(x_, streams, counter_.data());
    if (start_[0] != real(1)) B::for_each(ctx_, n_, scaling<real>{start_numbers_.data()}, x_.data(), read(x_));
  }
  /// x = alpha images + sigma z at the plan's level: where pictures are the beginning instead of noise. images: on the
  /// host.
  void start(const image_streams& streams, view<const real> images) {
    B::fill(ctx_, counter_.data(), 1, whole{0});
    draw_noise(x_, streams, counter_.data());
    B::upload(ctx_, x0_.data(), images.data, n_);
    B::for_each(ctx_, n_, noising_of_all<real>{start_numbers_.data() + 1}, x_.data(), read(x0_), read(x_));
  }

  view<real> x() { return x_.as(extent_); }
  /// The last stage's estimate of the clean images.
  view<const real> x0() const { return {read(x0_), extent_}; }
  /// The numbers of the stage at hand, in the memory of the backend.
  const stage_numbers<real>* now() const { return now_.data(); }

  /// Goes on to the next stage, which is this one; returns what the network is to see of x.
  view<const real> begin(const solver_stage& stage) {
    B::for_each_index(ctx_, 1, take_stage<real>{plan_.data(), counter_.data(), now_.data()});
    if (!stage.evaluate || stage.input_scale == 1) return {read(x_), extent_};
    B::for_each(ctx_, n_, scaling<real>{&now_.data()->input_scale}, input_.data(), read(x_));
    return {read(input_), extent_};
  }
  view<real> network_output() {
    if (!both_.data()) return output_.as(extent_);
    return both_.as({extent_[0], extent_[1], extent_[2], 2 * extent_[3]});
  }
  /// What the registers take.
  double bytes() const { return static_cast<double>(taken_) * sizeof(real); }

  /// The rest of the stage but for its projection; the network's output is in network_output() if it evaluates.
  void advance(const solver_stage& stage, const image_streams& streams) {
    if (stage.evaluate && both_.data()) split_channels();
    make_estimates(stage);
    term_list next = terms(stage.next);
    if (stage.noise.kind != step_noise::source::none) {
      draw_noise(noise_, streams, &now_.data()->random_step);
      shape_noise(stage.noise);
      if (stage.noise.kind != step_noise::source::scalar || stage.noise.deviation != 0)
        next.add(noise_register, read(noise_));
    }
    if (stage.set_anchor) {
      combine(next, now_.data()->next, next_.data());
      combine(terms(stage.anchor), now_.data()->anchor, anchor_.data());
      B::copy(ctx_, x_.data(), read(next_), n_);
    } else {
      combine(next, now_.data()->next, x_.data());
    }
    if (stage.keep_slot >= 0)
      B::copy(ctx_, kept_[static_cast<std::size_t>(stage.keep_slot)].data(), read(stage.keep_x0 ? x0_ : epsilon_), n_);
  }

 private:
  /// The registers that one combination reads.
  struct term_list {
    std::array<int, max_terms> which{};
    std::array<const real*, max_terms> values{};
    int count = 0;

    void add(int which_register, const real* register_values) {
      require(count < max_terms && register_values, error_kind::value, "solver stage: expected at most ", max_terms,
              " registers in one combination, all of them set by an earlier stage");
      which[static_cast<std::size_t>(count)] = which_register;
      values[static_cast<std::size_t>(count++)] = register_values;
    }
  };

  static const real* read(const real_buffer<B>& values) { return values.data(); }
  static index_t index_of(std::size_t n) { return static_cast<index_t>(n); }

  real_buffer<B> take(index_t count) {
    real_buffer<B> result(ctx_, count);
    B::fill(ctx_, result.data(), count, real(0));
    taken_ += count;
    return result;
  }

  void make_estimates(const solver_stage& stage) {
    const bool clip = stage.correction.kind == x0_correction::method::clip;
    const bool quantile = stage.correction.kind == x0_correction::method::quantile;
    B::for_each(ctx_, n_, estimate<real>{now_.data(), clip, stage.rederive && !quantile}, x0_.data(), epsilon_.data(),
                read(x_), read(output_));
    if (!quantile) return;
    B::abs_quantile(ctx_, quantile_.data(), {read(x0_), extent_}, stage.correction.ratio);
    B::for_each_row(ctx_, extent_[0], extent_.stride(), dynamic_threshold<real>{now_.data(), stage.rederive},
                    read(quantile_), 1, x0_.data(), epsilon_.data(), read(x_));
  }

  void shape_noise(const step_noise& noise) {
    if (noise.kind == step_noise::source::scalar) return;
    B::for_each(ctx_, n_, learned_noise<real>{now_.data(), noise.kind == step_noise::source::learned_range},
                noise_.data(), read(variance_));
  }

  term_list terms(const combination& weights) const {
    term_list list;
    const auto add = [&](double weight, int which, const real_buffer<B>& values) {
      if (weight != 0) list.add(which, read(values));
    };
    add(weights.x, x_register, x_);
    add(weights.anchor, anchor_register, anchor_);
    add(weights.x0, x0_register, x0_);
    add(weights.epsilon, epsilon_register, epsilon_);
    for (int slot = 0; slot < max_kept; ++slot)
      add(weights.kept[static_cast<std::size_t>(slot)], kept_registers + slot, kept_[static_cast<std::size_t>(slot)]);
    return list;
  }

  template <int Count = 1>
  void combine(const term_list& list, const real* weights, real* out) {
    if (list.count == 0) return B::fill(ctx_, out, n_, real(0));
    if (list.count == Count) return combine_terms(list, weights, out, std::make_index_sequence<std::size_t{Count}>());
    if constexpr (Count < max_terms) combine<Count + 1>(list, weights, out);
  }
  template <std::size_t... Term>
  void combine_terms(const term_list& list, const real* weights, real* out, std::index_sequence<Term...>) {
    const linear_combination<real, sizeof...(Term)> sum{weights, {list.which[Term]...}};
    B::for_each(ctx_, n_, sum, out, list.values[Term]...);
  }

  void split_channels() {
    const index_t channels = extent_.back();
    B::split_channels(ctx_, {.pixels = n_ / channels,
                             .channels = channels,
                             .x = read(both_),
                             .first = output_.data(),
                             .second = variance_.data()});
  }
  void draw_noise(real_buffer<B>& to, const image_streams& streams, const whole* step) {
    B::normal(ctx_, {.x = to.as(extent_), .seed = streams.seed, .step = step, .first_stream = streams.first_stream});
  }

  context& ctx_;
  shape extent_;
  index_t n_;
  index_t taken_ = 0;
  buffer<B, stage_numbers<real>> plan_, now_;
  buffer<B, whole> counter_;
  std::vector<real> start_;
  real_buffer<B> start_numbers_;
  real_buffer<B> x_, next_, output_, x0_, epsilon_, anchor_, noise_, input_, quantile_, both_, variance_;
  std::array<real_buffer<B>, max_kept> kept_;
};

}  // namespace sfumato
