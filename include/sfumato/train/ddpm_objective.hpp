#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/loss.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/train/exact_text.hpp"
#include "sfumato/train/mixed_batch.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct ddpm_options {
  std::uint64_t seed = 0;  ///< of timesteps and noise
  prediction_type prediction = prediction_type::epsilon;
  double min_snr_gamma = 0;  ///< gamma of the min-SNR loss weights; 0: all timesteps count the same
};

/// A timestep uniform in 0 ... T-1, of a table of what each of them means.
template <class T>
struct timestep_law {
  std::uint32_t timesteps;
  const noise_draw<T>* table;

  SFUMATO_HOST_DEVICE noise_draw<T> operator()(const philox_block& words) const {
    return table[(std::uint64_t{words[0]} * timesteps) >> 32];
  }
};

/// What a denoiser is trained on (Ho et al. 2020, algorithm 1): for each image x0 a timestep t, uniform in 0 ... T-1,
/// and standard normal noise e; the network sees x_t = alpha(t) x0 + sigma(t) e and t, and shall give the target: e, x0
/// or v, by the prediction type.
template <elementwise_backend B>
class ddpm_objective : public mixed_batch<B> {
 public:
  using real = typename B::real;
  using context = typename B::context;

  template <discrete_schedule S>
  ddpm_objective(context& ctx, const S& schedule, const ddpm_options& options = {})
      : mixed_batch<B>(ctx, options.seed, options.min_snr_gamma > 0),
        options_(options),
        levels_(ctx, schedule.train_timesteps()) {
    require(at_least(options.min_snr_gamma, 0.0), error_kind::value,
            "training: expected min_snr_gamma of at least 0, got ", options.min_snr_gamma);
    std::vector<noise_draw<real>> host;
    for (index_t t = 0; t < timesteps(); ++t) host.push_back(level(schedule, t));
    B::upload(ctx, levels_.data(), host.data(), timesteps());
    const double last = static_cast<double>(level(schedule, timesteps() - 1).input_x0);
    terminal_alpha_bar_ = last * last;
  }

  void prepare(view<const real> images, const whole* step) {
    this->draw(images, step, timestep_law<real>{static_cast<std::uint32_t>(timesteps()), levels_.data()});
  }

  index_t timesteps() const { return levels_.size(); }

  void recipe(auto&& put) const {
    put("prediction", std::string(to_string(options_.prediction)));
    put("min_snr_gamma", exact_text(options_.min_snr_gamma));
    put("timesteps", std::to_string(timesteps()));
    put("terminal_alpha_bar", exact_text(terminal_alpha_bar_));
  }

 private:
  template <class S>
  noise_draw<real> level(const S& schedule, index_t t) const {
    const double time = static_cast<double>(t);
    noise_draw<real> draw;
    draw.drawn = static_cast<real>(t);
    draw.time = static_cast<real>(network_time(schedule, time));
    draw.input_x0 = static_cast<real>(schedule.alpha(time));
    draw.input_e = static_cast<real>(schedule.sigma(time));
    switch (options_.prediction) {
      case prediction_type::epsilon: draw.target_e = 1; break;
      case prediction_type::sample: draw.target_x0 = 1; break;
      case prediction_type::v_prediction:
        draw.target_x0 = -draw.input_e;
        draw.target_e = draw.input_x0;
        break;
      default:
        fail(error_kind::value, "training: expected epsilon, sample or v_prediction, got ",
             to_string(options_.prediction), "; a flow is trained by flow_objective");
    }
    if (options_.min_snr_gamma > 0)
      draw.weight = static_cast<real>(min_snr_weight{options_.min_snr_gamma}(schedule, time, options_.prediction));
    draw.bin = static_cast<whole>(t * noise_bins / timesteps());
    return draw;
  }

  ddpm_options options_;
  buffer<B, noise_draw<real>> levels_;
  double terminal_alpha_bar_ = 0;
};

}  // namespace sfumato
