#pragma once

#include "4_professional/attention.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// Softmax of each row, after that row's shift is subtracted. std::exp overflows in the same way everywhere; Eigen's
/// does not.
inline image softmax_with(const image& scores, const curve& shift) {
  image weights = scores;
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    scalar sum = 0;
    for (Eigen::Index j = 0; j < scores.cols(); ++j) sum += weights(i, j) = std::exp(scores(i, j) - shift(i));
    for (Eigen::Index j = 0; j < scores.cols(); ++j) weights(i, j) /= sum;
  }
  return weights;
}

inline const lab::variants<signature::softmax_rows> softmax_rows(
    "softmax_rows",
    {{"columns", "the columns add up to 1: softmax goes along the rows here",
      [](const image& scores) -> image {
        const image turned = scores.transpose();
        return softmax_with(turned, turned.rowwise().maxCoeff()).transpose();
      }},
     {"maximum_not_subtracted", "the largest number of the row is not subtracted before exp, which then overflows",
      [](const image& scores) -> image { return softmax_with(scores, curve::Zero(scores.rows())); }},
     {"maximum_of_the_table",
      "the largest number of the whole table is subtracted: a row far below it becomes 0 / 0, so each row needs its "
      "own",
      [](const image& scores) -> image {
        return softmax_with(scores, curve::Constant(scores.rows(), scores.maxCoeff()));
      }},
     {"not_normalised", "the division by the sum of the row is missing",
      [](const image& scores) -> image { return (scores.colwise() - scores.rowwise().maxCoeff()).exp(); }},
     {"normalised_by_the_table", "the sum of the whole table is divided by: each row must add up to 1 by itself",
      [](const image& scores) -> image {
        const image raised = (scores.colwise() - scores.rowwise().maxCoeff()).exp();
        return raised / raised.sum();
      }},
     {"divided_by_the_maximum", "the row is divided by its largest number: that is to be subtracted",
      [](const image& scores) -> image {
        return softmax_with(scores.colwise() / scores.rowwise().maxCoeff(), curve::Zero(scores.rows()));
      }},
     {"no_exp", "exp is left out: the scores themselves are divided by their sum",
      [](const image& scores) -> image { return scores.colwise() / scores.rowwise().sum(); }}},
    {{"of_the_whole_table",
      "the largest number and the sum are taken of the whole table: each row needs its own, a.row(i)",
      [](const image& scores) -> image {
        const image raised = (scores - scores.maxCoeff()).exp();
        return raised / raised.sum();
      }},
     {"sum_while_the_row_changes",
      "the sum is taken anew for every number, while the row is already changing: keep it in a variable",
      [](const image& scores) -> image {
        image weights = (scores.colwise() - scores.rowwise().maxCoeff()).exp();
        for (Eigen::Index i = 0; i < weights.rows(); ++i)
          for (Eigen::Index j = 0; j < weights.cols(); ++j) weights(i, j) /= weights.row(i).sum();
        return weights;
      }},
     {"sum_while_the_table_changes",
      "the sum of the whole table is taken, rows below included that are not yet raised: each row needs its own",
      [](const image& scores) -> image {
        image weights = scores;
        for (Eigen::Index i = 0; i < weights.rows(); ++i) {
          weights.row(i) = (scores.row(i) - scores.row(i).maxCoeff()).exp();
          weights.row(i) /= weights.sum();
        }
        return weights;
      }},
     {"table_while_it_changes", "maximum and sum are those of the whole table: each row needs its own",
      [](const image& scores) -> image {
        image weights = scores;
        for (Eigen::Index i = 0; i < weights.rows(); ++i) {
          weights.row(i) = (scores.row(i) - scores.maxCoeff()).exp();
          weights.row(i) /= weights.sum();
        }
        return weights;
      }}});

inline const lab::known_formula softmax_rows_formula(
    "softmax_rows", "raised = exp(scores - row_max(scores)); raised / row_sum(raised)");

}  // namespace wrong
