#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/math/normal.hpp"
#include "sfumato/train/exact_text.hpp"
#include "sfumato/train/mixed_batch.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How the times of flow matching are drawn: uniform in (0,1), or logit_normal, t = 1 / (1 + exp(-n)) with n normal,
/// which looks more often at the middle of the path (Esser et al. 2024, eq. 19).
enum class time_draw { uniform, logit_normal };

constexpr std::string_view to_string(time_draw times) {
  return times == time_draw::uniform ? "uniform" : "logit_normal";
}

struct flow_options {
  std::uint64_t seed = 0;  ///< of times and noise
  time_draw times = time_draw::uniform;
  double mean = 0;       ///< logit_normal: of n; above 0 towards the noise
  double deviation = 1;  ///< logit_normal: of n
  /// Times are then moved towards the noise: t' = shift t / (1 + (shift - 1) t), as flow_times does for sampling.
  double shift = 1;

  /// Throws (value) naming the option that is out of range.
  void check() const {
    require(is_finite(mean), error_kind::value, "flow: expected a finite mean, got ", mean);
    require(is_finite(deviation) && above(deviation, 0.0), error_kind::value,
            "flow: expected a finite deviation above 0, got ", deviation);
    require(is_finite(shift) && above(shift, 0.0), error_kind::value, "flow: expected a finite shift above 0, got ",
            shift);
  }
};

/// Bins are tenths of t.
template <class T>
struct path_time_law {
  bool uniform;
  T mean, deviation, shift, network_scale;

  SFUMATO_HOST_DEVICE noise_draw<T> operator()(const philox_block& words) const {
    using std::exp;
    const T even = (static_cast<T>(words[0] >> 8) + T(0.5)) * T(0x1p-24);
    // Of the last two words: the second is taken.
    const T t = uniform ? even : 1 / (1 + exp(-(mean + deviation * normals<T>(words)[2])));
    noise_draw<T> draw;
    draw.drawn = shift * t / (1 + (shift - 1) * t);
    draw.time = network_scale * draw.drawn;
    draw.input_x0 = 1 - draw.drawn;
    draw.input_e = draw.drawn;
    draw.target_x0 = -1;
    draw.target_e = 1;
    const whole tenth = static_cast<whole>(draw.drawn * T(noise_bins));
    draw.bin = tenth < whole(noise_bins) ? tenth : whole(noise_bins) - 1;
    return draw;
  }
};

/// Flow matching (Lipman et al. 2023, eq. 23 with sigma_min = 0; Liu et al. 2023, eq. 1): for each image x0 a time t
/// and standard normal noise e; the network sees x_t = (1 - t) x0 + t e, is told network_scale t, and shall give the
/// velocity of the straight path, dx/dt = e - x0. All times count the same.
///
/// Sampled with prediction_type::flow on the same straight_path, whose network_scale says how times are told: 1000
/// suits a sinusoidal embedding made for timesteps 0 ... T-1 of some hundreds to a thousand, which times within (0,1)
/// as they are would hardly move.
template <elementwise_backend B>
class flow_objective : public mixed_batch<B> {
 public:
  using real = typename B::real;

  /// Throws (value) naming the option that is out of range.
  explicit flow_objective(typename B::context& ctx, const straight_path& path = straight_path(),
                          const flow_options& options = {})
      : mixed_batch<B>(ctx, options.seed, false),
        options_((options.check(), options)),
        network_scale_(path.network_time(1)) {}

  void prepare(view<const real> images, const whole* step) {
    this->draw(images, step,
               path_time_law<real>{options_.times == time_draw::uniform, static_cast<real>(options_.mean),
                                   static_cast<real>(options_.deviation), static_cast<real>(options_.shift),
                                   static_cast<real>(network_scale_)});
  }

  const flow_options& options() const { return options_; }

  void recipe(auto&& put) const {
    put("objective", "flow");
    put("prediction", std::string(to_string(prediction_type::flow)));
    put("times", std::string(to_string(options_.times)));
    put("mean", exact_text(options_.mean));
    put("deviation", exact_text(options_.deviation));
    put("shift", exact_text(options_.shift));
    put("network_scale", exact_text(network_scale_));
  }

 private:
  flow_options options_;
  double network_scale_;
};

}  // namespace sfumato
