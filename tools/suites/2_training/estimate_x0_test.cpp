#include "2_training/estimate_x0.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_estimate(const image& x_t, const image& noise, scalar alpha_bar, const image& expected) {
  ask(student::estimate_x0, x_t, noise, alpha_bar).must_give(expected, [&](const place& at) {
    return text("x0", at.written, " = (", x_t(at.y(), at.x()), " - sqrt(1 - ", alpha_bar, ") * ", noise(at.y(), at.x()),
                ") / sqrt(", alpha_bar, ")");
  });
}

TEST(estimate_x0, takes_the_predicted_noise_off_and_divides_by_the_pictures_weight) {
  inputs draw;
  for (const int size : {3, 16}) {
    const image x_t = draw.noise(size, size + 1), noise = draw.noise(size, size + 1);
    const scalar alpha_bar = draw.uniform(0.1, 0.4);
    expect_estimate(x_t, noise, alpha_bar, (x_t - std::sqrt(1 - alpha_bar) * noise) / std::sqrt(alpha_bar));
  }
}

TEST(estimate_x0, gives_the_picture_back_when_the_noise_is_known) {
  inputs draw;
  const image x0 = draw.pixels(4, 3), noise = draw.noise(4, 3);
  const scalar alpha_bar = draw.uniform(0.6, 0.9);
  expect_estimate(std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise, noise, alpha_bar, x0);
}

TEST(estimate_x0, works_where_almost_nothing_of_the_picture_is_left) {
  inputs draw;
  const image x_t = draw.noise(2, 5), noise = draw.noise(2, 5);
  const scalar alpha_bar = draw.uniform(3e-5, 1e-4);
  expect_estimate(x_t, noise, alpha_bar, (x_t - std::sqrt(1 - alpha_bar) * noise) / std::sqrt(alpha_bar));
}

TEST(estimate_x0, changes_nothing_where_there_is_no_noise) {
  inputs draw;
  const image x0 = draw.pixels(3, 2);
  expect_estimate(x0, draw.noise(3, 2), 1, x0);
}

}  // namespace
