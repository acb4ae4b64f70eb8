#pragma once

#include "1_forward/schedule.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline curve running_product(const curve& factors) {
  curve products = factors;
  for (Eigen::Index t = 1; t < products.size(); ++t) products(t) *= products(t - 1);
  return products;
}

inline const lab::variants<signature::alpha_bars> alpha_bars(
    "alpha_bars",
    {{"alpha_instead_of_alpha_bar", "each alpha stands alone: they must be multiplied up to t",
      [](const curve& betas) -> curve { return 1 - betas; }},
     {"product_of_betas", "the betas are multiplied instead of the alphas, 1 - beta",
      [](const curve& betas) -> curve { return running_product(betas); }},
     {"sum_of_betas",
      "it is 1 minus the sum of the betas instead of a product (subtracted one by one, or multiplied "
      "by 1 alone where the brackets of 1 - beta are missing)",
      [](const curve& betas) -> curve {
        curve sums = betas;
        for (Eigen::Index t = 1; t < sums.size(); ++t) sums(t) += sums(t - 1);
        return 1 - sums;
      }},
     {"one_step_late", "alpha_bar(t) misses its own alpha(t): the product stops one step too early",
      [](const curve& betas) -> curve {
        curve shifted = curve::Ones(betas.size());
        shifted.tail(betas.size() - 1) = 1 - betas.head(betas.size() - 1);
        return running_product(shifted);
      }},
     {"root_taken", "a square root is taken here: it comes later, when the noise is added",
      [](const curve& betas) -> curve { return running_product(1 - betas).sqrt(); }}},
    {{"first_is_1", "the first alpha_bar is set to 1: it is alpha(0) already, 1 - beta(0)",
      [](const curve& betas) -> curve {
        curve alphas = 1 - betas;
        alphas(0) = 1;
        return running_product(alphas);
      }},
     {"powers_of_one_alpha", "the alpha of t alone is raised to a power: each step before it has an alpha of its own",
      [](const curve& betas) -> curve {
        return (1 - betas).pow(curve::LinSpaced(betas.size(), 1, static_cast<scalar>(betas.size())));
      }}});

inline const lab::known_formula alpha_bars_formula("alpha_bars", "alpha = 1 - betas; running_product(alpha)");

}  // namespace wrong
