#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/diffusion/loss.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/math/noising.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/train/exact_text.hpp"
#include "sfumato/train/objective.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct ddpm_options {
  std::uint64_t seed = 0;  ///< of timesteps and noise
  prediction_type prediction = prediction_type::epsilon;
  double min_snr_gamma = 0;  ///< gamma of the min-SNR loss weights; 0: all timesteps count the same
};

/// A timestep of a discrete schedule as kernels read it.
template <class T>
struct timestep_level {
  T time, alpha, sigma, weight;
};

/// Image n draws its timestep from block n of the step and looks its level up.
template <class T>
struct draw_timestep {
  std::uint64_t seed;
  const whole* step;
  std::uint32_t timesteps;
  const timestep_level<T>* levels;
  whole *drawn, *bins;
  T *times, *mixing, *weights;  ///< mixing (N,2): alpha, sigma

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    const random_source source{seed, 0, static_cast<std::uint32_t>(*step)};
    const std::uint32_t word = source.words(static_cast<std::uint64_t>(n))[0];
    const std::uint64_t t = (std::uint64_t{word} * timesteps) >> 32;
    const timestep_level<T>& level = levels[t];
    drawn[n] = static_cast<whole>(t);
    bins[n] = static_cast<whole>(t * static_cast<std::uint64_t>(noise_bins) / timesteps);
    times[n] = level.time;
    mixing[2 * n] = level.alpha;
    mixing[2 * n + 1] = level.sigma;
    if (weights) weights[n] = level.weight;
  }
};

/// What a denoiser is trained on (Ho et al. 2020, algorithm 1): for each image x0 a timestep t, uniform in 0 ... T-1,
/// and standard normal noise e; the network sees x_t = alpha(t) x0 + sigma(t) e and t, and shall give the target: e, x0
/// or v, by the prediction type.
template <elementwise_backend B>
class ddpm_objective {
 public:
  using real = typename B::real;
  using context = typename B::context;

  template <discrete_schedule S>
  ddpm_objective(context& ctx, const S& schedule, const ddpm_options& options = {})
      : ctx_(&ctx), options_(options), levels_(ctx, schedule.train_timesteps()) {
    require(at_least(options.min_snr_gamma, 0.0), error_kind::value,
            "training: expected min_snr_gamma of at least 0, got ", options.min_snr_gamma);
    require(options.prediction != prediction_type::flow, error_kind::value,
            "training: expected epsilon, sample or v_prediction, got ", to_string(options.prediction));
    std::vector<timestep_level<real>> host;
    for (index_t t = 0; t < schedule.train_timesteps(); ++t) {
      const double time = static_cast<double>(t);
      const double weight =
          weighted() ? min_snr_weight{options.min_snr_gamma}(schedule, time, options.prediction) : 1.0;
      host.push_back({static_cast<real>(network_time(schedule, time)), static_cast<real>(schedule.alpha(time)),
                      static_cast<real>(schedule.sigma(time)), static_cast<real>(weight)});
    }
    B::upload(ctx, levels_.data(), host.data(), levels_.size());
    const double last = static_cast<real>(schedule.alpha(static_cast<double>(schedule.train_timesteps() - 1)));
    terminal_alpha_bar_ = last * last;
  }

  /// Throws (shape) unless images are (N,H,W,C). Allocates only for a larger batch than before.
  void prepare(view<const real> images, const whole* step) {
    require(images.extent.rank() == 4 && images.size() > 0, error_kind::shape,
            "training: expected images (N,H,W,C) with no extent 0, got ", images.extent);
    extent_ = images.extent;
    reserve();
    B::for_each_index(*ctx_, size(),
                      draw_timestep<real>{options_.seed ^ draw_stream, step, static_cast<std::uint32_t>(timesteps()),
                                          levels_.data(), drawn_.data(), bins_.data(), times_.data(), mixing_.data(),
                                          weighted() ? weights_.data() : nullptr});
    B::upload(*ctx_, clean_.data(), images.data, images.size());
    B::normal(*ctx_, {.x = noise_.as(extent_), .seed = options_.seed ^ noise_stream, .step = step});
    mix(noising{}, noisy_);
    if (options_.prediction == prediction_type::v_prediction) mix(velocity_target{}, velocity_);
  }

  view<const real> input() const { return noisy_.as(extent_); }
  view<const real> times() const { return times_.as({size()}); }
  view<const real> target() const {
    switch (options_.prediction) {
      case prediction_type::epsilon: return noise_.as(extent_);
      case prediction_type::sample: return clean_.as(extent_);
      case prediction_type::v_prediction: return velocity_.as(extent_);
      case prediction_type::flow: break;
    }
    fail(error_kind::value, "training: unknown prediction type");
  }
  view<const real> weights() const { return weighted() ? weights_.as({size()}) : view<const real>{}; }
  view<const whole> bins() const { return bins_.as({size()}); }

  index_t size() const { return extent_[0]; }
  index_t timesteps() const { return levels_.size(); }
  /// The timesteps of the batch last prepared, 0 ... T-1, on the host. Waits for them.
  std::vector<whole> drawn() const {
    std::vector<whole> host(static_cast<std::size_t>(size()));
    B::download(*ctx_, host.data(), drawn_.data(), size());
    return host;
  }

  void recipe(auto&& put) const {
    put("prediction", std::string(to_string(options_.prediction)));
    put("min_snr_gamma", exact_text(options_.min_snr_gamma));
    put("timesteps", std::to_string(timesteps()));
    put("terminal_alpha_bar", exact_text(terminal_alpha_bar_));
  }

 private:
  /// Apart from every other use of the same seed.
  static constexpr std::uint64_t draw_stream = 0x74696d6573746570u, noise_stream = 0x747261696e6e6f69u;

  bool weighted() const { return options_.min_snr_gamma > 0; }

  void reserve() {
    for (real_buffer<B>* images : {&clean_, &noise_, &noisy_}) images->grow(*ctx_, extent_.size());
    if (options_.prediction == prediction_type::v_prediction) velocity_.grow(*ctx_, extent_.size());
    times_.grow(*ctx_, size());
    mixing_.grow(*ctx_, 2 * size());
    if (weighted()) weights_.grow(*ctx_, size());
    drawn_.grow(*ctx_, size());
    bins_.grow(*ctx_, size());
  }

  template <class F>
  void mix(const F& functor, real_buffer<B>& to) {
    const real *mixing = mixing_.data(), *clean = clean_.data(), *noise = noise_.data();
    B::for_each_row(*ctx_, size(), extent_.stride(), functor, mixing, 2, to.data(), clean, noise);
  }

  context* ctx_;
  ddpm_options options_;
  buffer<B, timestep_level<real>> levels_;
  double terminal_alpha_bar_ = 0;

  shape extent_;
  real_buffer<B> clean_, noise_, noisy_, velocity_, times_, mixing_, weights_;
  buffer<B, whole> drawn_, bins_;
};

}  // namespace sfumato
