#pragma once

#include "beyond/cosine.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline scalar squared_cosine(scalar u) {
  const scalar root = std::cos((u + 0.008) / 1.008 * 3.141592653589793 / 2);
  return root * root;
}

/// What one step takes away of what `left` says is left at each time, without a limit.
inline curve betas_from(int timesteps, const std::function<scalar(scalar)>& left) {
  return curve::NullaryExpr(timesteps, [&](Eigen::Index i) {
    const auto step = static_cast<scalar>(i);
    return 1 - left((step + 1) / timesteps) / left(step / timesteps);
  });
}

inline const lab::variants<signature::cosine_betas> cosine_betas(
    "cosine_betas",
    {{"what_is_left", "f itself is returned, what is left of the picture: a beta is the share that one step takes",
      [](int timesteps) -> curve {
        return curve::NullaryExpr(timesteps,
                                  [&](Eigen::Index i) { return squared_cosine(static_cast<scalar>(i) / timesteps); });
      }},
     {"alphas", "the ratio itself is returned, which is alpha: beta is 1 minus that",
      [](int timesteps) -> curve { return (1 - betas_from(timesteps, squared_cosine)).min(0.999); }},
     {"no_limit", "the limit 0.999 is missing: the last step takes everything",
      [](int timesteps) -> curve { return betas_from(timesteps, squared_cosine); }},
     {"no_offset", "the offset 0.008 is missing, so the very first steps hardly do anything",
      [](int timesteps) -> curve {
        return betas_from(timesteps, [](scalar u) { return squared_cosine(u * 1.008 - 0.008); }).min(0.999);
      }},
     {"not_squared", "the cosine is not squared",
      [](int timesteps) -> curve {
        return betas_from(timesteps, [](scalar u) { return std::sqrt(squared_cosine(u)); }).min(0.999);
      }},
     {"one_step_early", "the two times lie one step too early: i and i - 1 instead of i + 1 and i",
      [](int timesteps) -> curve {
        return betas_from(timesteps, [=](scalar u) { return squared_cosine(u - 1.0 / timesteps); }).min(0.999);
      }},
     {"upside_down", "the ratio is upside down: what is left after the step belongs on top",
      [](int timesteps) -> curve {
        return betas_from(timesteps, [](scalar u) { return 1 / squared_cosine(u); }).min(0.999);
      }},
     {"integer_division", "i / timesteps is a division of whole numbers: it gives 0, and 1 in the very last step",
      [](int timesteps) -> curve {
        return betas_from(timesteps, [](scalar u) { return squared_cosine(std::floor(u)); }).min(0.999);
      }},
     {"pi_rounded", "pi is rounded to 3.14: write 3.141592653589793", [](int timesteps) -> curve {
        const auto left = [](scalar u) {
          const scalar root = std::cos((u + 0.008) / 1.008 * 3.14 / 2);
          return root * root;
        };
        return betas_from(timesteps, left).min(0.999);
      }}});

inline const lab::known_formula cosine_betas_formula(
    "cosine_betas",
    "f(u) = square(cos((u + 0.008) / 1.008 * 3.141592653589793 / 2)); i = from_0(timesteps); min(1 - f((i + 1) / "
    "timesteps) / f(i / timesteps), 0.999)");

}  // namespace wrong
