#pragma once

#include "lab.hpp"

/// Exercise 4.3: attention, first part. How much does each place of the picture want to hear from each other one?
///
///     S = Q * K^T / sqrt(d),   that is   S(i, j) = (sum over c of Q(i, c) * K(j, c)) / sqrt(d)
///
/// Here an `image` is a table: each row is a place, each column a channel. Row i of Q is what place i asks, row j of K
/// is what place j has to offer; the better they fit, the larger their product.
///
/// Eigen: `(a.matrix() * b.matrix()).array()` is the matrix product of two tables, while `a * b` goes number by number.
/// `a.transpose()` turns rows into columns, also behind `.matrix()`. `a.cols()` is the number of columns.
///
/// queries  Q: one row for each place that asks, d columns
/// keys     K: one row for each place that is asked, d columns
/// returns  S: a row for each query, a column for each key
///
/// Source: Vaswani et al. 2017, "Attention is all you need", equation 1.
inline image attention_scores(const image& queries, const image& keys) {
  return todo("4.3");
}

/// Exercise 4.4: attention, second part. Softmax makes weights of the scores: positive, and each row adds up to 1.
///
///     W(i, j) = exp(S(i, j) - m(i)) / (sum over k of exp(S(i, k) - m(i)))      m(i) is the largest number of row i
///
/// Subtracting m(i) changes nothing on paper, since it cancels. In the computer it prevents exp(1000), which is too
/// large for any number there.
///
/// Eigen: `a.row(i)` is one row; it can be read and written: `a.row(i) = b.row(i).exp() / 2;`. The functions of images
/// work on it too: `a.row(i).maxCoeff()`, `a.row(i).sum()`. `a.rows()` is the number of rows.
///
/// scores   S: any numbers, also very large and very small ones
/// returns  W: the same size
///
/// Source: Vaswani et al. 2017, "Attention is all you need", equation 1.
inline image softmax_rows(const image& scores) {
  image weights = scores;
  todo("4.4");
  return weights;
}

/// Exercise 4.5: attention, third part. Each place gets what the others have to say, by its weights.
///
///     Y = W * V,   that is   Y(i, c) = sum over j of W(i, j) * V(j, c)
///
/// A place whose weight is 0 is not heard, one with weight 1 is the only one heard. The matrix product and `.matrix()`
/// are explained in 4.3.
///
/// weights  W: a row for each place that asked, a column for each place that was asked; each row adds up to 1
/// values   V: one row for each place that was asked, one column a channel
/// returns  Y: one row for each place that asked, one column a channel
///
/// Source: Vaswani et al. 2017, "Attention is all you need", equation 1.
inline image attention_mix(const image& weights, const image& values) {
  return todo("4.5");
}
