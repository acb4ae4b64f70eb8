#include "4_professional/attention_mix.wrong.hpp"
#include "judge/suite.hpp"

namespace {

/// Positive numbers, each row of which adds up to 1.
image weights_from(inputs& draw, int places, int heard) {
  image weights = draw.pixels(places, heard) + 1.1;
  for (Eigen::Index i = 0; i < weights.rows(); ++i) weights.row(i) /= weights.row(i).sum();
  return weights;
}

void expect_mix(const image& weights, const image& values) {
  image expected = image::Zero(weights.rows(), values.cols());
  for (Eigen::Index i = 0; i < weights.rows(); ++i)
    for (Eigen::Index j = 0; j < values.rows(); ++j) expected.row(i) += weights(i, j) * values.row(j);
  ask(student::attention_mix, weights, values).must_give(expected, [&](const place& at) {
    std::string sum;
    for (Eigen::Index j = 0; j < values.rows(); ++j)
      sum += text(j == 0 ? "" : " + ", weights(at.y(), j), " * ", values(j, at.x()));
    return text("row ", at.y(), " of weights and column ", at.x(), " of values: Y", at.written, " = ", sum);
  });
}

TEST(attention_mix, averages_the_values_by_each_places_weights) {
  inputs draw;
  // As many channels as places, so that a product the wrong way round gives a result, and can be named.
  expect_mix(weights_from(draw, 3, 3), draw.noise(3, 3));
}

TEST(attention_mix, takes_any_number_of_places_and_channels) {
  inputs draw;
  expect_mix(weights_from(draw, 2, 5), draw.noise(5, 3));
}

TEST(attention_mix, copies_a_place_whose_weight_is_1) {
  inputs draw;
  image weights = image::Zero(2, 4);
  weights(0, 3) = weights(1, 1) = 1;
  expect_mix(weights, draw.noise(4, 2));
}

}  // namespace
