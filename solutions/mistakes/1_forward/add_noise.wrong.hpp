#pragma once

#include "1_forward/noising.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::add_noise> add_noise(
    "add_noise",
    {{"noise_weight_without_root", "the square root is missing on the noise weight",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x0 + (1 - alpha_bar) * noise;
      }},
     {"signal_weight_without_root", "the square root is missing on the weight of the picture",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return alpha_bar * x0 + std::sqrt(1 - alpha_bar) * noise;
      }},
     {"no_roots", "both square roots are missing",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return alpha_bar * x0 + (1 - alpha_bar) * noise;
      }},
     {"weights_swapped", "the two weights are swapped",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(1 - alpha_bar) * x0 + std::sqrt(alpha_bar) * noise;
      }},
     {"picture_not_faded", "the noise is added to the full picture, which must fade by sqrt(alpha_bar)",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return x0 + std::sqrt(1 - alpha_bar) * noise;
      }},
     {"noise_weight_one_minus_root", "the noise weight is 1 - sqrt(alpha_bar) instead of sqrt(1 - alpha_bar)",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x0 + (1 - std::sqrt(alpha_bar)) * noise;
      }}},
    {{"weights_squared", "the weights are squared: their square roots belong there",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return alpha_bar * alpha_bar * x0 + (1 - alpha_bar) * (1 - alpha_bar) * noise;
      }}});

inline const lab::known_formula add_noise_formula("add_noise", "sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise");

}  // namespace wrong
