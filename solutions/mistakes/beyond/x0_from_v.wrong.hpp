#pragma once

#include "beyond/v_prediction.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::x0_from_v> x0_from_v(
    "x0_from_v",
    {{"weights_swapped", "the two weights are swapped",
      [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return std::sqrt(1 - alpha_bar) * x_t - std::sqrt(alpha_bar) * v;
      }},
     {"added", "v is added: it must be subtracted",
      [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * x_t + std::sqrt(1 - alpha_bar) * v;
      }},
     {"no_roots", "both square roots are missing",
      [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return alpha_bar * x_t - (1 - alpha_bar) * v;
      }},
     {"v_taken_for_noise", "v is taken for predicted noise, as in 2.1, and the result divided by sqrt(alpha_bar)",
      [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return (x_t - std::sqrt(1 - alpha_bar) * v) / std::sqrt(alpha_bar);
      }},
     {"noise_returned", "the noise is computed, sqrt(alpha_bar) * v + sqrt(1 - alpha_bar) * x_t, not the picture",
      [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * v + std::sqrt(1 - alpha_bar) * x_t;
      }},
     {"x_t_and_v_swapped", "x_t and v are swapped", [](const image& x_t, const image& v, scalar alpha_bar) -> image {
        return std::sqrt(alpha_bar) * v - std::sqrt(1 - alpha_bar) * x_t;
      }}});

inline const lab::known_formula x0_from_v_formula("x0_from_v", "sqrt(alpha_bar) * x_t - sqrt(1 - alpha_bar) * v");

}  // namespace wrong
