#pragma once

#include "3_reverse/reverse_mean.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline image mixed(scalar weight_0, const image& x0, scalar weight_t, const image& x_t) {
  return weight_0 * x0 + weight_t * x_t;
}

inline const lab::variants<signature::reverse_mean_from_x0> reverse_mean_from_x0(
    "reverse_mean_from_x0",
    {{"weights_swapped", "the two weights are swapped",
      [](const image& x_t, const image& x0, scalar A, scalar P) -> image {
        return mixed(std::sqrt(A / P) * (1 - P) / (1 - A), x0, std::sqrt(P) * (1 - A / P) / (1 - A), x_t);
      }},
     {"alpha_bar_for_a", "alpha_bar stands where a = A / P belongs",
      [](const image& x_t, const image& x0, scalar A, scalar P) -> image {
        return mixed(std::sqrt(P) * (1 - A) / (1 - A), x0, std::sqrt(A) * (1 - P) / (1 - A), x_t);
      }},
     {"no_roots", "the square roots on P and a are missing",
      [](const image& x_t, const image& x0, scalar A, scalar P) -> image {
        return mixed(P * (1 - A / P) / (1 - A), x0, A / P * (1 - P) / (1 - A), x_t);
      }},
     {"root_of_the_wrong_alpha_bar", "the weight of x0 has sqrt(A) instead of sqrt(P)",
      [](const image& x_t, const image& x0, scalar A, scalar P) -> image {
        return mixed(std::sqrt(A) * (1 - A / P) / (1 - A), x0, std::sqrt(A / P) * (1 - P) / (1 - A), x_t);
      }}});

inline const lab::known_formula reverse_mean_from_x0_formula(
    "reverse_mean_from_x0",
    "a = alpha_bar / previous_alpha_bar; weight_0 = sqrt(previous_alpha_bar) * (1 - a) / (1 - alpha_bar); "
    "weight_t = sqrt(a) * (1 - previous_alpha_bar) / (1 - alpha_bar); weight_0 * x0 + weight_t * x_t");

}  // namespace wrong
