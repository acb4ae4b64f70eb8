#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "sfumato/diffusion/edm.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/math/normal.hpp"
#include "sfumato/train/exact_text.hpp"
#include "sfumato/train/mixed_batch.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct edm_options {
  std::uint64_t seed = 0;            ///< of noise levels and noise
  edm_preconditioning network = {};  ///< the same must stand at the edm_denoiser that draws
  double p_mean = -1.2;              ///< mean of ln(sigma)
  double p_std = 1.2;                ///< standard deviation of ln(sigma)

  /// Throws (value) naming the option that is out of range.
  void check() const {
    network.check();
    require(is_finite(p_mean), error_kind::value, "edm: expected a finite p_mean, got ", p_mean);
    require(is_finite(p_std) && above(p_std, 0.0), error_kind::value, "edm: expected a finite p_std above 0, got ",
            p_std);
  }
};

/// ln(sigma) normal. Bins hold a tenth of the draws each.
template <class T>
struct log_normal_law {
  T mean, deviation, sigma_data, time_scale;

  SFUMATO_HOST_DEVICE noise_draw<T> operator()(const philox_block& words) const {
    using std::erfc;
    using std::exp;
    const T z = normals<T>(words)[2];  // of the last two words: the second is taken
    const T sigma = exp(mean + deviation * z);
    const edm_scaling<T> c = edm_scaling_at(sigma, sigma_data, time_scale);
    noise_draw<T> draw;
    draw.drawn = sigma;
    draw.time = c.time;
    draw.input_x0 = c.in;
    draw.input_e = c.in * sigma;
    // (1 - skip) / out and -skip sigma / out, written so that nothing is lost where skip is near 1.
    draw.target_x0 = c.in * sigma / sigma_data;
    draw.target_e = -c.in * sigma_data;
    const T below = erfc(z * T(-0.7071067811865476)) / 2;
    const whole tenth = static_cast<whole>(below * T(noise_bins));
    draw.bin = tenth < whole(noise_bins) ? tenth : whole(noise_bins) - 1;
    return draw;
  }
};

/// EDM (Karras et al. 2022, section 5): noise levels sigma with ln(sigma) normal, x = x0 + sigma e, and the loss
/// lambda(sigma) |D(x; sigma) - x0|^2 on the estimate D = skip x + out F(in x, time) that edm_denoiser makes of a
/// network F, lambda = (sigma^2 + d^2) / (sigma d)^2 with d = sigma_data.
///
/// D - x0 = out (F - (x0 - skip x) / out), so that is lambda out^2 |F - target|^2; and lambda out^2 = 1, since
/// out^2 = (sigma d)^2 / (sigma^2 + d^2). So F learns by the plain squared error: it sees in x, shall answer
///
///   target = (x0 - skip x) / out = (sigma x0 / d - d e) / sqrt(sigma^2 + d^2)
///
/// and every image counts the same. Input and target have variance 1 where x0 has d^2. With d = 1 the target is that of
/// v-prediction with its sign turned, at alpha = 1 / sqrt(1 + sigma^2).
template <elementwise_backend B>
class edm_objective : public mixed_batch<B> {
 public:
  using real = typename B::real;

  /// Throws (value) naming the option that is out of range.
  explicit edm_objective(typename B::context& ctx, const edm_options& options = {})
      : mixed_batch<B>(ctx, options.seed, false), options_((options.check(), options)) {}

  void prepare(view<const real> images, const whole* step) {
    this->draw(images, step,
               log_normal_law<real>{static_cast<real>(options_.p_mean), static_cast<real>(options_.p_std),
                                    static_cast<real>(options_.network.sigma_data),
                                    static_cast<real>(options_.network.time_scale)});
  }

  const edm_options& options() const { return options_; }

  void recipe(auto&& put) const {
    put("objective", "edm");
    put("prediction", std::string(to_string(prediction_type::sample)));  // of the edm_denoiser around it
    put("sigma_data", exact_text(options_.network.sigma_data));
    put("time_scale", exact_text(options_.network.time_scale));
    put("p_mean", exact_text(options_.p_mean));
    put("p_std", exact_text(options_.p_std));
  }

 private:
  edm_options options_;
};

}  // namespace sfumato
