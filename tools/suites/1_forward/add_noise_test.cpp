#include "1_forward/add_noise.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_mixture(const image& x0, const image& noise, scalar alpha_bar) {
  const image expected = std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise;
  ask(student::add_noise, x0, noise, alpha_bar).must_give(expected, [&](const place& at) {
    return text("x_t", at.written, " = sqrt(", alpha_bar, ") * ", x0(at.y(), at.x()), " + sqrt(1 - ", alpha_bar, ") * ",
                noise(at.y(), at.x()));
  });
}

TEST(add_noise, weights_picture_and_noise_by_square_roots) {
  inputs draw;
  expect_mixture(draw.pixels(3, 4), draw.noise(3, 4), draw.uniform(0.1, 0.4));
  expect_mixture(draw.pixels(16, 16), draw.noise(16, 16), draw.uniform(0.6, 0.9));
}

TEST(add_noise, leaves_the_picture_alone_when_alpha_bar_is_1) {
  inputs draw;
  expect_mixture(draw.pixels(2, 5), draw.noise(2, 5), 1);
}

TEST(add_noise, leaves_only_noise_when_alpha_bar_is_0) {
  inputs draw;
  expect_mixture(draw.pixels(5, 2), draw.noise(5, 2), 0);
}

}  // namespace
