#pragma once

#include "2_training/optimizer.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::update_moments> update_moments(
    "update_moments",
    {{"not_squared", "the gradient is not squared for the second moment",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {beta1 * m.first + (1 - beta1) * g, beta2 * m.second + (1 - beta2) * g};
      }},
     {"one_beta_for_both", "beta1 is used for both moments: the second one takes beta2",
      [](const moments& m, const curve& g, scalar beta1, scalar) -> moments {
        return {beta1 * m.first + (1 - beta1) * g, beta1 * m.second + (1 - beta1) * g.square()};
      }},
     {"betas_swapped", "beta1 and beta2 are swapped",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {beta2 * m.first + (1 - beta2) * g, beta1 * m.second + (1 - beta1) * g.square()};
      }},
     {"weights_swapped", "the weights are swapped: beta belongs to the old value, 1 - beta to what is new",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {(1 - beta1) * m.first + beta1 * g, (1 - beta2) * m.second + beta2 * g.square()};
      }},
     {"new_value_in_full", "the new value is added in full: its weight 1 - beta is missing",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {beta1 * m.first + g, beta2 * m.second + g.square()};
      }},
     {"old_forgotten", "the old averages are forgotten: only this step's gradient is in the result",
      [](const moments&, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {(1 - beta1) * g, (1 - beta2) * g.square()};
      }},
     {"square_of_the_average", "the averaged gradient is squared for the second moment, not this step's gradient",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        const curve first = beta1 * m.first + (1 - beta1) * g;
        return {first, beta2 * m.second + (1 - beta2) * first.square()};
      }}},
    {{"square_in_the_wrong_average",
      "the square is in the wrong average: it belongs to the second one, they are swapped",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {beta1 * m.first + (1 - beta1) * g.square(), beta2 * m.second + (1 - beta2) * g};
      }},
     {"squared_in_both", "the gradient is squared in both averages: the first one takes it as it is",
      [](const moments& m, const curve& g, scalar beta1, scalar beta2) -> moments {
        return {beta1 * m.first + (1 - beta1) * g.square(), beta2 * m.second + (1 - beta2) * g.square()};
      }}});

inline const lab::known_formula update_moments_formula(
    "update_moments",
    "first = beta1 * before.first + (1 - beta1) * gradient; second = beta2 * before.second + (1 - beta2) * "
    "square(gradient); one_after_the_other(first, second)");

}  // namespace wrong
