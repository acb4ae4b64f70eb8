#include "2_training/mse_gradient.wrong.hpp"
#include "judge/suite.hpp"

namespace {

TEST(mse_gradient, is_twice_the_error_divided_by_the_number_of_pixels) {
  inputs draw;
  for (const int size : {3, 16}) {
    const image prediction = draw.noise(size, size + 1), target = draw.noise(size, size + 1);
    image expected(size, size + 1);
    for (Eigen::Index i = 0; i < expected.size(); ++i)
      expected(i) = 2 * (prediction(i) - target(i)) / static_cast<scalar>(size * (size + 1));
    ask(student::mse_gradient, prediction, target).must_give(expected, [&](const place& at) {
      return text("2 * (", prediction(at.y(), at.x()), " - ", target(at.y(), at.x()), ") / ", expected.size());
    });
  }
}

TEST(mse_gradient, is_how_fast_the_loss_grows) {
  inputs draw;
  const image prediction = draw.noise(2, 2), target = draw.noise(2, 2);
  const auto loss = [&](const image& guess) { return (guess - target).square().mean(); };
  const auto nudged = [&](Eigen::Index y, Eigen::Index x, scalar by) {
    image guess = prediction;
    guess(y, x) += by;
    return loss(guess);
  };
  // The loss is a parabola in every pixel, for which this slope is exact up to rounding.
  const scalar step = 0.01;
  const image slopes = image::NullaryExpr(
      2, 2, [&](Eigen::Index y, Eigen::Index x) { return (nudged(y, x, step) - nudged(y, x, -step)) / (2 * step); });
  ask(student::mse_gradient, prediction, target).must_give(slopes, [&](const place& at) {
    return text("prediction", at.written, " moved by 0.01 up and down changes the loss from ",
                nudged(at.y(), at.x(), -step), " to ", nudged(at.y(), at.x(), step), "; divided by 0.02 that");
  });
}

TEST(mse_gradient, is_zero_where_the_prediction_is_right) {
  inputs draw;
  const image noise = draw.noise(3, 4);
  ask(student::mse_gradient, noise, noise).must_give(image::Zero(3, 4), [](const place&) {
    return "the error there is 0, so 2 * 0 / 12";
  });
}

}  // namespace
