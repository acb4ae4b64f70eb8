#pragma once

#include "1_forward/snr.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::snr_db> snr_db(
    "snr_db",
    {{"natural_logarithm", "the natural logarithm std::log is used instead of std::log10",
      [](scalar alpha_bar) { return 10 * std::log(alpha_bar / (1 - alpha_bar)); }},
     {"factor_20", "the factor is 20, which is for amplitudes: a ratio of powers takes 10",
      [](scalar alpha_bar) { return 20 * std::log10(alpha_bar / (1 - alpha_bar)); }},
     {"upside_down", "the ratio is upside down: noise over signal",
      [](scalar alpha_bar) { return 10 * std::log10((1 - alpha_bar) / alpha_bar); }},
     {"not_in_decibels", "the ratio itself is returned, without 10 * log10",
      [](scalar alpha_bar) { return alpha_bar / (1 - alpha_bar); }},
     {"amplitudes", "square roots are taken: SNR compares powers, alpha_bar and 1 - alpha_bar",
      [](scalar alpha_bar) { return 10 * std::log10(std::sqrt(alpha_bar) / std::sqrt(1 - alpha_bar)); }}},
    {{"logarithm_to_base_2", "the logarithm to base 2 is taken: decibels take the one to base 10, std::log10",
      [](scalar alpha_bar) { return 10 * std::log2(alpha_bar / (1 - alpha_bar)); }}});

inline const lab::known_formula snr_db_formula("snr_db", "10 * log10(alpha_bar / (1 - alpha_bar))");

}  // namespace wrong
