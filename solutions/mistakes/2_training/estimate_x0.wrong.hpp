#pragma once

#include "2_training/estimate.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::estimate_x0> estimate_x0(
    "estimate_x0",
    {{"not_divided", "the noise is subtracted, but the faded picture is not divided by sqrt(alpha_bar)",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return x_t - std::sqrt(1 - alpha_bar) * noise;
      }},
     {"divided_by_alpha_bar", "the division is by alpha_bar: its square root is missing",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return (x_t - std::sqrt(1 - alpha_bar) * noise) / alpha_bar;
      }},
     {"noise_weight_without_root", "the square root is missing on the noise weight",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return (x_t - (1 - alpha_bar) * noise) / std::sqrt(alpha_bar);
      }},
     {"noise_added", "the noise is added again instead of subtracted",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return (x_t + std::sqrt(1 - alpha_bar) * noise) / std::sqrt(alpha_bar);
      }},
     {"noise_without_weight", "the whole noise is subtracted: only sqrt(1 - alpha_bar) of it is in x_t",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return (x_t - noise) / std::sqrt(alpha_bar);
      }},
     {"weights_swapped", "the two weights are swapped",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return (x_t - std::sqrt(alpha_bar) * noise) / std::sqrt(1 - alpha_bar);
      }},
     {"only_noise_divided", "brackets are missing: only the noise term is divided, not the whole difference",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return x_t - std::sqrt(1 - alpha_bar) * noise / std::sqrt(alpha_bar);
      }},
     {"clipped", "the estimate is clipped to -1...1: not here, that is exercise 3.5",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return ((x_t - std::sqrt(1 - alpha_bar) * noise) / std::sqrt(alpha_bar)).max(-1.0).min(1.0);
      }}},
    {{"formula_of_1_2", "the formula of 1.2 is repeated, which adds noise: here it must be solved for x0",
      [](const image& x_t, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x_t + std::sqrt(1 - alpha_bar) * noise;
      }}});

inline const lab::known_formula estimate_x0_formula("estimate_x0",
                                                    "(x_t - sqrt(1 - alpha_bar) * predicted_noise) / sqrt(alpha_bar)");

}  // namespace wrong
