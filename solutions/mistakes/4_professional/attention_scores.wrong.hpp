#pragma once

#include "4_professional/attention.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline image times_turned(const image& a, const image& b) { return (a.matrix() * b.matrix().transpose()).array(); }

inline const lab::variants<signature::attention_scores> attention_scores(
    "attention_scores",
    {{"not_divided", "the division by sqrt(d) is missing",
      [](const image& queries, const image& keys) -> image { return times_turned(queries, keys); }},
     {"divided_by_d", "it is divided by d: the square root is missing",
      [](const image& queries, const image& keys) -> image {
        return times_turned(queries, keys) / static_cast<scalar>(queries.cols());
      }},
     {"root_of_the_rows", "it is divided by the root of the number of rows: d is the number of columns, the channels",
      [](const image& queries, const image& keys) -> image {
        return times_turned(queries, keys) / std::sqrt(static_cast<scalar>(queries.rows()));
      }},
     {"transposed", "queries and keys are swapped: each row belongs to a query",
      [](const image& queries, const image& keys) -> image {
        return times_turned(keys, queries) / std::sqrt(static_cast<scalar>(queries.cols()));
      }},
     {"channels_compared", "the queries are transposed instead of the keys: that compares channels, not places",
      [](const image& queries, const image& keys) -> image {
        return (queries.matrix().transpose() * keys.matrix()).array() / std::sqrt(static_cast<scalar>(queries.cols()));
      }},
     {"number_by_number",
      "the tables are multiplied number by number: the product of matrices needs .matrix(), and the keys transposed",
      [](const image& queries, const image& keys) -> image {
        return queries * keys / std::sqrt(static_cast<scalar>(queries.cols()));
      }}});

inline const lab::known_formula attention_scores_formula(
    "attention_scores", "d = cols(queries); matrix_product(queries, transpose(keys)) / sqrt(d)");

}  // namespace wrong
