#pragma once

#include "beyond/v_prediction.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::v_target> v_target(
    "v_target",
    {{"weights_swapped", "the two weights are swapped: the noise gets sqrt(alpha_bar), the other way round than in 1.2",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(1 - alpha_bar) * noise - std::sqrt(alpha_bar) * x0;
      }},
     {"negative", "the minus sign stands before the noise: it belongs to the picture",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(1 - alpha_bar) * x0 - std::sqrt(alpha_bar) * noise;
      }},
     {"added", "the two are added: the picture must be subtracted",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * noise + std::sqrt(1 - alpha_bar) * x0;
      }},
     {"no_roots", "both square roots are missing",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return alpha_bar * noise - (1 - alpha_bar) * x0;
      }},
     {"noise_and_picture_swapped", "noise and picture are swapped",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x0 - std::sqrt(1 - alpha_bar) * noise;
      }},
     {"noisy_picture", "x_t of 1.2 is returned, the noisy picture itself: v stands at a right angle to it",
      [](const image& x0, const image& noise, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise;
      }}});

inline const lab::known_formula v_target_formula("v_target", "sqrt(alpha_bar) * noise - sqrt(1 - alpha_bar) * x0");

}  // namespace wrong
