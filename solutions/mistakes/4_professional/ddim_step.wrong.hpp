#pragma once

#include "4_professional/ddim.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline image picture_behind(const image& x_t, const image& noise, scalar A) {
  return (x_t - std::sqrt(1 - A) * noise) / std::sqrt(A);
}

inline const lab::variants<signature::ddim_step> ddim_step(
    "ddim_step",
    {{"alpha_bars_swapped", "alpha_bar and previous_alpha_bar are swapped: alpha_bar belongs to x_t",
      [](const image& x_t, const image& noise, scalar A, scalar P) -> image {
        return std::sqrt(A) * picture_behind(x_t, noise, P) + std::sqrt(1 - A) * noise;
      }},
     {"x_t_for_x0", "x_t itself is mixed with noise: the clean picture x0 belongs there",
      [](const image& x_t, const image& noise, scalar, scalar P) -> image {
        return std::sqrt(P) * x_t + std::sqrt(1 - P) * noise;
      }},
     {"noise_weight_without_root", "the square root is missing on the noise weight sqrt(1 - P)",
      [](const image& x_t, const image& noise, scalar A, scalar P) -> image {
        return std::sqrt(P) * picture_behind(x_t, noise, A) + (1 - P) * noise;
      }},
     {"noise_dropped", "the noise is not put back: the next picture still has some",
      [](const image& x_t, const image& noise, scalar A, scalar P) -> image {
        return std::sqrt(P) * picture_behind(x_t, noise, A);
      }},
     {"clean_picture", "x0 is returned: it must be mixed with noise again",
      [](const image& x_t, const image& noise, scalar A, scalar) -> image { return picture_behind(x_t, noise, A); }},
     {"as_much_noise_as_before", "as much noise is put back as there was, sqrt(1 - A) for sqrt(1 - P)",
      [](const image& x_t, const image& noise, scalar A, scalar P) -> image {
        return std::sqrt(P) * picture_behind(x_t, noise, A) + std::sqrt(1 - A) * noise;
      }},
     {"x0_not_scaled_up", "the division by sqrt(A) is missing in x0",
      [](const image& x_t, const image& noise, scalar A, scalar P) -> image {
        return std::sqrt(P) * (x_t - std::sqrt(1 - A) * noise) + std::sqrt(1 - P) * noise;
      }}});

inline const lab::known_formula ddim_step_formula(
    "ddim_step",
    "x0 = (x_t - sqrt(1 - alpha_bar) * predicted_noise) / sqrt(alpha_bar); sqrt(previous_alpha_bar) * x0 + "
    "sqrt(1 - previous_alpha_bar) * predicted_noise");

}  // namespace wrong
