#pragma once

#include <string_view>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What the network's output means: the noise (Ho et al. 2020), the clean image x0, the velocity v = alpha e - sigma x0
/// (Salimans & Ho 2022), or flow, the velocity e - x0 of the straight path from x0 to e (Liu et al. 2023, eq. 1).
enum class prediction_type { epsilon, sample, v_prediction, flow };

constexpr std::string_view to_string(prediction_type prediction) {
  switch (prediction) {
    case prediction_type::epsilon: return "epsilon";
    case prediction_type::sample: return "sample";
    case prediction_type::v_prediction: return "v_prediction";
    case prediction_type::flow: return "flow_prediction";
  }
  return "unknown";
}

/// The prediction type of that name, as model configurations write it.
inline prediction_type parse_prediction_type(std::string_view name) {
  using enum prediction_type;
  for (auto prediction : {epsilon, sample, v_prediction, flow})
    if (to_string(prediction) == name) return prediction;
  fail(error_kind::value, "prediction type: expected epsilon, sample, v_prediction or flow_prediction, got ", name);
}

/// x0 and epsilon as linear maps of the noisy image x and the network's output m:
/// x0 = x0_x x + x0_m m, epsilon = e_x x + e_m m.
struct prediction_map {
  double x0_x = 0, x0_m = 0;
  double e_x = 0, e_m = 0;
};

/// The map where x = alpha x0 + sigma epsilon, sigma > 0. Throws for epsilon at alpha = 0: x is noise alone there, and
/// says nothing of x0; for v where alpha^2 + sigma^2 is not 1, and for flow where alpha + sigma is not: a network that
/// predicts them has never seen such an x.
inline prediction_map estimates_from(prediction_type prediction, double alpha, double sigma) {
  require(above(sigma, 0.0), error_kind::value, "prediction: expected a noisy image (sigma > 0), got sigma = ", sigma);
  switch (prediction) {
    case prediction_type::epsilon:
      require(
          above(alpha, 0.0), error_kind::value,
          "prediction: epsilon cannot be used at zero terminal SNR (alpha = 0), where x0 cannot be recovered from it; "
          "use v_prediction or sample, or start at an earlier timestep");
      return {.x0_x = 1 / alpha, .x0_m = -sigma / alpha, .e_x = 0, .e_m = 1};
    case prediction_type::sample: return {.x0_x = 0, .x0_m = 1, .e_x = 1 / sigma, .e_m = -alpha / sigma};
    case prediction_type::v_prediction:
      require(in_range(alpha * alpha + sigma * sigma, 1 - 1e-6, 1 + 1e-6), error_kind::value,
              "prediction: v_prediction is of schedules with alpha^2 + sigma^2 = 1, got alpha = ", alpha,
              ", sigma = ", sigma, "; plan on the schedule that the network was trained on");
      return {.x0_x = alpha, .x0_m = -sigma, .e_x = sigma, .e_m = alpha};
    case prediction_type::flow:
      require(in_range(alpha + sigma, 1 - 1e-6, 1 + 1e-6), error_kind::value,
              "prediction: flow_prediction is of a straight path (alpha = 1 - sigma), got alpha = ", alpha,
              ", sigma = ", sigma, "; plan on a straight_path, with flow_euler or dpm_solver");
      return {.x0_x = 1, .x0_m = -sigma, .e_x = 1, .e_m = alpha};
  }
  fail(error_kind::value, "prediction: unknown type");
}

}  // namespace sfumato
