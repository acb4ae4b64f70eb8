#pragma once

#include "2_training/loss.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::mse_gradient> mse_gradient(
    "mse_gradient",
    {{"sign", "the sign is turned round, target - prediction: this points downhill, the gradient uphill",
      [](const image& prediction, const image& target) -> image {
        return 2 * (target - prediction) / static_cast<scalar>(prediction.size());
      }},
     {"two_is_missing", "the factor 2 is missing that comes out of the square",
      [](const image& prediction, const image& target) -> image {
        return (prediction - target) / static_cast<scalar>(prediction.size());
      }},
     {"not_divided", "the division by the number of pixels is missing: the loss is a mean",
      [](const image& prediction, const image& target) -> image { return 2 * (prediction - target); }},
     {"divided_by_rows", "the division is by the number of rows instead of the number of pixels",
      [](const image& prediction, const image& target) -> image {
        return 2 * (prediction - target) / static_cast<scalar>(prediction.rows());
      }},
     {"still_squared", "the errors are still squared: the derivative of e^2 is 2 e",
      [](const image& prediction, const image& target) -> image {
        return 2 * (prediction - target).square() / static_cast<scalar>(prediction.size());
      }}});

inline const lab::known_formula mse_gradient_formula("mse_gradient", "2 * (prediction - target) / size(prediction)");

}  // namespace wrong
