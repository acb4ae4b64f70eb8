#pragma once

#include "3_reverse/reverse_mean.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::reverse_mean> reverse_mean(
    "reverse_mean",
    {{"all_noise_removed", "all of the noise is removed at once, as in 2.1: one step takes only a share of it",
      [](const image& x_t, const image& predicted_noise, scalar, scalar alpha_bar) -> image {
        return (x_t - std::sqrt(1 - alpha_bar) * predicted_noise) / std::sqrt(alpha_bar);
      }},
     {"share_without_root", "the square root is missing under the share: beta / sqrt(1 - alpha_bar)",
      [](const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar) -> image {
        return (x_t - beta / (1 - alpha_bar) * predicted_noise) / std::sqrt(1 - beta);
      }},
     {"alpha_bar_in_the_scale", "the scale is 1 / sqrt(alpha_bar): it takes alpha = 1 - beta, without a bar",
      [](const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar) -> image {
        return (x_t - beta / std::sqrt(1 - alpha_bar) * predicted_noise) / std::sqrt(alpha_bar);
      }},
     {"not_scaled_up", "the division by sqrt(alpha) is missing",
      [](const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar) -> image {
        return x_t - beta / std::sqrt(1 - alpha_bar) * predicted_noise;
      }},
     {"noise_added", "the predicted noise is added: it must be subtracted",
      [](const image& x_t, const image& predicted_noise, scalar beta, scalar alpha_bar) -> image {
        return (x_t + beta / std::sqrt(1 - alpha_bar) * predicted_noise) / std::sqrt(1 - beta);
      }}});

inline const lab::known_formula reverse_mean_formula(
    "reverse_mean", "alpha = 1 - beta; (x_t - beta / sqrt(1 - alpha_bar) * predicted_noise) / sqrt(alpha)");

}  // namespace wrong
