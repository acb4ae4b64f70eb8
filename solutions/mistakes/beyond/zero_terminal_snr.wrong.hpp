#pragma once

#include "beyond/zero_snr.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline curve left_after(const curve& betas) {
  curve bars = 1 - betas;
  for (Eigen::Index t = 1; t < bars.size(); ++t) bars(t) *= bars(t - 1);
  return bars;
}

inline curve betas_that_leave(const curve& bars) {
  curve betas = 1 - bars;
  for (Eigen::Index t = 1; t < bars.size(); ++t) betas(t) = 1 - bars(t) / bars(t - 1);
  return betas;
}

inline scalar last_value(const curve& values) { return values(values.size() - 1); }

inline curve stretched(const curve& s) { return (s - last_value(s)) * s(0) / (s(0) - last_value(s)); }

inline const lab::variants<signature::zero_terminal_snr> zero_terminal_snr(
    "zero_terminal_snr",
    {{"bars_instead_of_roots", "the alpha-bars themselves are shifted and stretched: it must be their square roots",
      [](const curve& betas) -> curve { return betas_that_leave(stretched(left_after(betas))); }},
     {"roots_not_squared", "the roots are not squared again before the betas are taken from them",
      [](const curve& betas) -> curve { return betas_that_leave(stretched(left_after(betas).sqrt())); }},
     {"only_shifted", "the roots are shifted but not stretched: the first must stay where it was",
      [](const curve& betas) -> curve {
        const curve s = left_after(betas).sqrt();
        return betas_that_leave((s - last_value(s)).square());
      }},
     {"stretched_to_1", "the factor s_first is missing: the first s must stay, not become 1",
      [](const curve& betas) -> curve {
        const curve s = left_after(betas).sqrt();
        return betas_that_leave(((s - last_value(s)) / (s(0) - last_value(s))).square());
      }},
     {"only_the_last_beta", "only the last beta is set to 1: all but the first must change",
      [](const curve& betas) -> curve {
        curve repaired = betas;
        repaired(betas.size() - 1) = 1;
        return repaired;
      }},
     {"alpha_without_bar", "the roots are those of alpha = 1 - beta: they must be of alpha-bar, the running product",
      [](const curve& betas) -> curve { return betas_that_leave(stretched((1 - betas).sqrt()).square()); }},
     {"bars_returned", "the repaired alpha-bars are returned: they must be turned into betas again",
      [](const curve& betas) -> curve { return stretched(left_after(betas).sqrt()).square(); }},
     {"no_ratio",
      "beta is taken as 1 - alpha_bar, not divided by the one before: it is 1 minus the ratio of two neighbours",
      [](const curve& betas) -> curve { return 1 - stretched(left_after(betas).sqrt()).square(); }}},
    {{"ratio_upside_down", "the ratio is upside down: alpha_bar(t) belongs on top, divided by the one before",
      [](const curve& betas) -> curve {
        const curve bars = stretched(left_after(betas).sqrt()).square();
        curve repaired = 1 - bars;
        for (Eigen::Index t = 1; t < bars.size(); ++t) repaired(t) = 1 - bars(t - 1) / bars(t);
        return repaired;
      }}});

inline const lab::known_formula zero_terminal_snr_formula(
    "zero_terminal_snr",
    "alpha_bar = running_product(1 - betas); s = sqrt(alpha_bar); stretched = (s - last(s)) * first(s) / "
    "(first(s) - last(s)); left = square(stretched); 1 - left / previous(left)");

}  // namespace wrong
