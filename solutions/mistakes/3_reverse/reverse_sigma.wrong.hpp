#pragma once

#include "3_reverse/reverse_mean.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::reverse_sigma> reverse_sigma(
    "reverse_sigma",
    {{"variance", "the last square root is missing: that is the variance, sigma squared",
      [](scalar A, scalar P) { return (1 - P) / (1 - A) * (1 - A / P); }},
     {"large_sigma", "the factor (1 - previous_alpha_bar) / (1 - alpha_bar) is missing: that is the large sigma",
      [](scalar A, scalar P) { return std::sqrt(1 - A / P); }},
     {"upside_down", "1 - previous_alpha_bar and 1 - alpha_bar are swapped",
      [](scalar A, scalar P) { return std::sqrt((1 - A) / (1 - P) * (1 - A / P)); }},
     {"alpha_bar_for_alpha", "1 - A stands where 1 - A / P belongs, alpha-bar for alpha",
      [](scalar A, scalar P) { return std::sqrt((1 - P) / (1 - A) * (1 - A)); }}});

inline const lab::known_formula reverse_sigma_formula(
    "reverse_sigma", "a = alpha_bar / previous_alpha_bar; sqrt((1 - previous_alpha_bar) / (1 - alpha_bar) * (1 - a))");

}  // namespace wrong
