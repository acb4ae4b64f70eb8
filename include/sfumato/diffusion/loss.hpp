#pragma once

#include <algorithm>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Every timestep counts the same: L_simple (Ho et al. 2020, eq. 14).
struct uniform_weight {
  template <noise_schedule S>
  double operator()(const S&, double, prediction_type) const {
    return 1;
  }
};

/// min-SNR weights (Hang et al. 2023, section 3.4): the loss on x0 is weighted by min(SNR, gamma), so that nearly clean
/// images do not dominate. As a factor on the squared error of the prediction itself:
///   sample min(SNR, gamma);  epsilon min(SNR, gamma) / SNR;  v_prediction min(SNR, gamma) / (SNR + 1).
struct min_snr_weight {
  double gamma = 5;

  template <noise_schedule S>
  double operator()(const S& schedule, double t, prediction_type prediction) const {
    require(above(gamma, 0.0), error_kind::value, "min_snr_weight: expected gamma > 0, got ", gamma);
    const double ratio = snr(schedule, t);
    switch (prediction) {
      case prediction_type::epsilon: return ratio <= gamma ? 1 : gamma / ratio;
      case prediction_type::sample: return (std::min)(ratio, gamma);
      case prediction_type::v_prediction: return (std::min)(ratio, gamma) / (ratio + 1);
      case prediction_type::flow: break;
    }
    fail(error_kind::value, "min_snr_weight: expected epsilon, sample or v_prediction, got ", to_string(prediction));
  }
};

}  // namespace sfumato
