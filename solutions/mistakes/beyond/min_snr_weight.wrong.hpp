#pragma once

#include "beyond/min_snr.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline scalar snr_of(scalar alpha_bar) { return alpha_bar / (1 - alpha_bar); }

inline const lab::variants<signature::min_snr_weight> min_snr_weight(
    "min_snr_weight",
    {{"weight_of_the_x0_error", "the division by the SNR is missing: that is the weight for the error of x0",
      [](scalar alpha_bar, scalar gamma) { return std::min(snr_of(alpha_bar), gamma); }},
     {"larger_instead_of_smaller", "the larger of SNR and gamma is taken: it must be the smaller",
      [](scalar alpha_bar, scalar gamma) { return std::max(snr_of(alpha_bar), gamma) / snr_of(alpha_bar); }},
     {"no_limit", "gamma is divided by the SNR at every timestep: the weight must never be above 1",
      [](scalar alpha_bar, scalar gamma) { return gamma / snr_of(alpha_bar); }},
     {"in_decibels", "the SNR is in decibels here, as in 1.3: it must be the plain ratio",
      [](scalar alpha_bar, scalar gamma) {
        const scalar decibels = 10 * std::log10(snr_of(alpha_bar));
        return std::min(decibels, gamma) / decibels;
      }},
     {"upside_down", "the ratio of the SNR is upside down: alpha_bar belongs on top",
      [](scalar alpha_bar, scalar gamma) {
        const scalar ratio = 1 / snr_of(alpha_bar);
        return std::min(ratio, gamma) / ratio;
      }},
     {"alpha_bar_for_snr", "alpha_bar stands where the SNR belongs",
      [](scalar alpha_bar, scalar gamma) { return std::min(alpha_bar, gamma) / alpha_bar; }},
     {"divided_by_gamma", "it is divided by gamma instead of by the SNR",
      [](scalar alpha_bar, scalar gamma) { return std::min(snr_of(alpha_bar), gamma) / gamma; }}});

inline const lab::known_formula min_snr_weight_formula("min_snr_weight",
                                                       "snr = alpha_bar / (1 - alpha_bar); min(snr, gamma) / snr");

}  // namespace wrong
