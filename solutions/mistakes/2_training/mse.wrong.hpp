#pragma once

#include "2_training/loss.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::mse> mse(
    "mse",
    {{"sum", "the squares are added up but not divided by their number: it is a mean",
      [](const image& prediction, const image& target) { return (prediction - target).square().sum(); }},
     {"not_squared", "the errors are not squared, so errors above and below cancel out",
      [](const image& prediction, const image& target) { return (prediction - target).mean(); }},
     {"absolute", "the absolute errors are averaged instead of the squared ones",
      [](const image& prediction, const image& target) { return (prediction - target).abs().mean(); }},
     {"root", "a square root is taken at the end: that would be the RMSE",
      [](const image& prediction, const image& target) { return std::sqrt((prediction - target).square().mean()); }},
     {"square_of_the_mean", "the mean error is squared, instead of the mean of the squared errors taken",
      [](const image& prediction, const image& target) {
        const scalar mean = (prediction - target).mean();
        return mean * mean;
      }},
     {"divided_by_rows", "the sum is divided by the number of rows instead of the number of pixels",
      [](const image& prediction, const image& target) {
        return (prediction - target).square().sum() / static_cast<scalar>(prediction.rows());
      }},
     {"halved", "the loss is halved: some books do that, this lab does not",
      [](const image& prediction, const image& target) { return (prediction - target).square().mean() / 2; }}});

inline const lab::known_formula mse_formula("mse", "mean(square(prediction - target))");

}  // namespace wrong
