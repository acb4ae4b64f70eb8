#pragma once

#include "4_professional/attention.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::attention_mix> attention_mix(
    "attention_mix",
    {{"weights_turned_over", "the weights are transposed: row i of them belongs to place i of the result",
      [](const image& weights, const image& values) -> image {
        return (weights.matrix().transpose() * values.matrix()).array();
      }},
     {"values_turned_over", "the values are transposed: their rows are places already, as the product wants them",
      [](const image& weights, const image& values) -> image {
        return (weights.matrix() * values.matrix().transpose()).array();
      }},
     {"values_times_weights", "it is values times weights: the order matters, the weights stand on the left",
      [](const image& weights, const image& values) -> image { return (values.matrix() * weights.matrix()).array(); }},
     {"plain_average", "every place gets the plain average of all values: the weights are not used",
      [](const image& weights, const image& values) -> image {
        return values.colwise().mean().replicate(weights.rows(), 1);
      }},
     {"number_by_number", "the tables are multiplied number by number: the product of matrices needs .matrix()",
      [](const image& weights, const image& values) -> image { return weights * values; }}});

inline const lab::known_formula attention_mix_formula("attention_mix", "matrix_product(weights, values)");

}  // namespace wrong
