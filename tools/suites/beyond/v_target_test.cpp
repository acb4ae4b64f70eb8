#include "beyond/v_target.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_v(const image& x0, const image& noise, scalar alpha_bar) {
  const image expected = std::sqrt(alpha_bar) * noise - std::sqrt(1 - alpha_bar) * x0;
  ask(student::v_target, x0, noise, alpha_bar).must_give(expected, [&](const place& at) {
    return text("v", at.written, " = sqrt(", alpha_bar, ") * ", noise(at.y(), at.x()), " - sqrt(1 - ", alpha_bar,
                ") * ", x0(at.y(), at.x()));
  });
}

TEST(v_target, subtracts_the_picture_from_the_noise_with_exchanged_weights) {
  inputs draw;
  expect_v(draw.pixels(3, 4), draw.noise(3, 4), draw.uniform(0.1, 0.4));
  expect_v(draw.pixels(16, 16), draw.noise(16, 16), draw.uniform(0.6, 0.9));
}

TEST(v_target, is_the_noise_when_alpha_bar_is_1) {
  inputs draw;
  expect_v(draw.pixels(2, 5), draw.noise(2, 5), 1);
}

TEST(v_target, is_the_negative_picture_when_alpha_bar_is_0) {
  inputs draw;
  expect_v(draw.pixels(5, 2), draw.noise(5, 2), 0);
}

}  // namespace
