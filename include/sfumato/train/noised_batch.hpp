#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sfumato/diffusion/loss.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/math/noising.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/train/training_options.hpp"

namespace sfumato {

/// What a denoiser is trained on (Ho et al. 2020, algorithm 1): for each image x0 a timestep t, uniform in 0 ... T-1,
/// and standard normal noise e; the network sees x_t = alpha(t) x0 + sigma(t) e and t, and shall give the target: e, x0
/// or v, by the prediction type. Timesteps, noise and dropped labels are a pure function of (seed, step, place in the
/// batch), so a resumed run sees the same.
template <elementwise_backend B>
class noised_batch {
 public:
  using real = typename B::real;
  using context = typename B::context;

  template <discrete_schedule S>
  noised_batch(context& ctx, const S& schedule, const training_options& options)
      : ctx_(&ctx),
        seed_(options.seed),
        prediction_(options.prediction),
        classes_(options.classes),
        label_drop_(options.label_drop),
        weighted_(options.min_snr_gamma > 0),
        step_(ctx, 1) {
    for (index_t t = 0; t < schedule.train_timesteps(); ++t) {
      const double time = static_cast<double>(t);
      levels_.push_back(
          {static_cast<real>(network_time(schedule, time)), static_cast<real>(schedule.alpha(time)),
           static_cast<real>(schedule.sigma(time)),
           weighted_ ? static_cast<real>(min_snr_weight{options.min_snr_gamma}(schedule, time, options.prediction))
                     : real(1)});
    }
  }

  /// Draws timesteps and noise for these images (N,H,W,C), on the host, and their labels (N; empty where the network
  /// sees none). Allocates only for a larger batch than before.
  void prepare(view<const real> images, std::span<const int> labels, index_t step) {
    require(images.extent.rank() == 4 && images.size() > 0, error_kind::shape,
            "training: expected images (N,H,W,C) with no extent 0, got ", images.extent);
    require(classes_ == 0 || static_cast<index_t>(labels.size()) == images.extent[0], error_kind::shape,
            "training: expected a label for each of ", images.extent[0], " images, got ", labels.size());
    require(step >= 0 && step <= index_t{0xFFFFFFFF}, error_kind::value, "training: expected a step below 2^32, got ",
            step);
    extent_ = images.extent;
    reserve();
    draw(labels, static_cast<std::uint32_t>(step));
    add_noise(images, static_cast<std::uint32_t>(step));
  }

  index_t size() const { return extent_[0]; }
  index_t timesteps() const { return static_cast<index_t>(levels_.size()); }
  /// alpha(t)^2 at the last timestep.
  double terminal_alpha_bar() const {
    const auto alpha = static_cast<double>(levels_.back().alpha);
    return alpha * alpha;
  }

  /// Of the batch last prepared, in the backend's memory.
  view<const real> noisy() const { return noisy_.as(extent_); }
  view<const real> times() const { return times_.as({size()}); }
  view<const real> target() const {
    switch (prediction_) {
      case prediction_type::epsilon: return noise_.as(extent_);
      case prediction_type::sample: return clean_.as(extent_);
      case prediction_type::v_prediction: return velocity_.as(extent_);
    }
    fail(error_kind::value, "training: unknown prediction type");
  }
  bool labelled() const { return classes_ > 0; }
  view<const whole> labels() const { return labels_.as({size()}); }
  bool weighted() const { return weighted_; }
  view<const real> weights() const { return weights_.as({size()}); }
  /// On the host: the timestep 0 ... T-1 of image n.
  index_t timestep(index_t n) const { return drawn_[static_cast<std::size_t>(n)]; }

 private:
  /// Apart from every other use of the same seed.
  static constexpr std::uint64_t draw_stream = 0x74696d6573746570u, noise_stream = 0x747261696e6e6f69u;

  struct level {
    real time, alpha, sigma, weight;
  };

  void reserve() {
    clean_.grow(*ctx_, extent_.size());
    noise_.grow(*ctx_, extent_.size());
    noisy_.grow(*ctx_, extent_.size());
    if (prediction_ == prediction_type::v_prediction) velocity_.grow(*ctx_, extent_.size());
    times_.grow(*ctx_, size());
    mixing_.grow(*ctx_, 2 * size());
    if (weighted_) weights_.grow(*ctx_, size());
    if (labelled()) labels_.grow(*ctx_, size());
    if (static_cast<index_t>(drawn_.size()) < size()) {
      drawn_.resize(static_cast<std::size_t>(size()));
      host_.resize(drawn_.size() * 2);
      host_labels_.resize(drawn_.size());
    }
  }

  void draw(std::span<const int> labels, std::uint32_t step) {
    const random_source source{seed_ ^ draw_stream, 0, step};
    const std::uint64_t dropped_below = static_cast<std::uint64_t>(label_drop_ * 0x1p32);
    for (index_t n = 0; n < size(); ++n) {
      const philox_block words = source.words(static_cast<std::uint64_t>(n));
      drawn_[static_cast<std::size_t>(n)] = static_cast<index_t>((std::uint64_t{words[0]} * levels_.size()) >> 32);
      if (!labelled()) continue;
      const int label = labels[static_cast<std::size_t>(n)];
      require(label >= 0 && label < classes_, error_kind::value, "training: expected labels from 0 to ", classes_ - 1,
              ", got ", label);
      host_labels_[static_cast<std::size_t>(n)] = words[1] < dropped_below ? static_cast<whole>(classes_) : label;
    }
    if (labelled()) B::upload(*ctx_, labels_.data(), host_labels_.data(), size());
    upload(times_, 1, [](const level& l, real* out) { *out = l.time; });
    upload(mixing_, 2, [](const level& l, real* out) {
      out[0] = l.alpha;
      out[1] = l.sigma;
    });
    if (weighted_) upload(weights_, 1, [](const level& l, real* out) { *out = l.weight; });
  }

  /// What the level of each image's timestep says, `count` numbers an image.
  template <class F>
  void upload(real_buffer<B>& to, index_t count, F&& numbers) {
    for (index_t n = 0; n < size(); ++n) numbers(levels_[static_cast<std::size_t>(timestep(n))], &host_[at(n * count)]);
    B::upload(*ctx_, to.data(), host_.data(), size() * count);
  }
  static std::size_t at(index_t i) { return static_cast<std::size_t>(i); }

  void add_noise(view<const real> images, std::uint32_t step) {
    B::upload(*ctx_, clean_.data(), images.data, images.size());
    B::fill(*ctx_, step_.data(), 1, static_cast<whole>(step));
    B::normal(*ctx_, {.x = noise_.as(extent_), .seed = seed_ ^ noise_stream, .step = step_.data()});
    const real *clean = clean_.data(), *noise = noise_.data(), *mixing = mixing_.data();
    B::for_each_row(*ctx_, size(), extent_.stride(), noising{}, mixing, 2, noisy_.data(), clean, noise);
    if (prediction_ == prediction_type::v_prediction)
      B::for_each_row(*ctx_, size(), extent_.stride(), velocity_target{}, mixing, 2, velocity_.data(), clean, noise);
  }

  context* ctx_;
  std::uint64_t seed_;
  prediction_type prediction_;
  index_t classes_;
  double label_drop_;
  bool weighted_;
  std::vector<level> levels_;

  shape extent_;
  real_buffer<B> clean_, noise_, noisy_, velocity_, times_, mixing_, weights_;
  buffer<B, whole> labels_, step_;
  std::vector<index_t> drawn_;
  std::vector<real> host_;
  std::vector<whole> host_labels_;
};

}  // namespace sfumato
