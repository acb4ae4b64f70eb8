#include "2_training/mse.wrong.hpp"
#include "judge/suite.hpp"

namespace {

scalar mean_of_squares(const image& errors) {
  scalar sum = 0;
  for (Eigen::Index i = 0; i < errors.size(); ++i) sum += errors(i) * errors(i);
  return sum / static_cast<scalar>(errors.size());
}

TEST(mse, averages_the_squared_errors) {
  inputs draw;
  const image prediction = draw.pixels(2, 3), target = draw.noise(2, 3);
  ask(student::mse, prediction, target).must_give(mean_of_squares(prediction - target), [&](const place&) {
    std::string sum;
    for (Eigen::Index i = 0; i < prediction.size(); ++i)
      sum += text(i == 0 ? "" : " + ", "(", prediction(i), " - ", target(i), ")^2");
    return text("(", sum, ") / ", prediction.size());
  });
}

TEST(mse, is_zero_for_a_perfect_prediction) {
  inputs draw;
  const image noise = draw.noise(4, 3);
  ask(student::mse, noise, noise).must_give(0, [](const place&) {
    return "every error is 0, so the mean of the squares";
  });
}

TEST(mse, does_not_care_how_large_the_picture_is) {
  const image nothing = image::Zero(16, 16), half = image::Constant(16, 16, 0.5);
  ask(student::mse, half, nothing).must_give(0.25, [](const place&) {
    return "256 errors of 0.5 each: 256 * 0.5^2 / 256";
  });
  ask(student::mse, nothing, half).must_give(0.25, [](const place&) {
    return "256 errors of -0.5 each: 256 * (-0.5)^2 / 256";
  });
}

}  // namespace
