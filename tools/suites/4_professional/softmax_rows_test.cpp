#include "4_professional/softmax_rows.wrong.hpp"
#include "judge/suite.hpp"

namespace {

/// `why` says what is special about these scores: not every failure there can be recognised, because what exp makes of
/// numbers far out of its range depends on how it is computed.
void expect_weights(const image& scores, const std::string& why = {}) {
  image expected(scores.rows(), scores.cols());
  for (Eigen::Index i = 0; i < scores.rows(); ++i)
    for (Eigen::Index j = 0; j < scores.cols(); ++j) {
      scalar sum = 0;
      for (Eigen::Index k = 0; k < scores.cols(); ++k) sum += std::exp(scores(i, k) - scores(i, j));
      expected(i, j) = 1 / sum;
    }
  ask(student::softmax_rows, scores).must_give(expected, [&](const place& at) {
    const scalar largest = scores.row(at.y()).maxCoeff();
    std::string sum;
    for (Eigen::Index k = 0; k < scores.cols(); ++k)
      sum += text(k == 0 ? "" : " + ", "exp(", scores(at.y(), k) - largest, ")");
    return text(why, "S", at.written, " = ", scores(at.y(), at.x()), ", the largest number of row ", at.y(), " is ",
                largest, "; W", at.written, " = exp(", scores(at.y(), at.x()) - largest, ") / (", sum, ")");
  });
}

TEST(softmax_rows, makes_weights_that_add_up_to_1_in_each_row) {
  inputs draw;
  expect_weights(draw.noise(2, 3));
}

TEST(softmax_rows, survives_scores_too_large_for_exp) {
  inputs draw;
  expect_weights(1000 + draw.noise(2, 3),
                 "exp(1000) is too large for a number, so the largest number of the row is subtracted before exp:\n");
  image spread(1, 3);
  spread << 0, 500, 1000;
  expect_weights(spread, "only the largest number of the row brings all of them below 0, so that exp is at most 1:\n");
}

TEST(softmax_rows, survives_a_row_far_below_the_others) {
  inputs draw;
  image scores = 1000 + draw.noise(2, 3);
  scores.row(1) -= 2000;
  expect_weights(scores,
                 "row 1 lies 2000 below row 0, and exp(-2000) is 0, so each row subtracts its own largest number:\n");
}

TEST(softmax_rows, gives_equal_scores_equal_weights) { expect_weights(image::Constant(3, 4, 7)); }

}  // namespace
