#include "3_reverse/reverse_mean.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_mean(const image& x_t, const image& noise, scalar beta, scalar alpha_bar) {
  const image expected = (x_t - beta / std::sqrt(1 - alpha_bar) * noise) / std::sqrt(1 - beta);
  ask(student::reverse_mean, x_t, noise, beta, alpha_bar).must_give(expected, [&](const place& at) {
    return text("mean", at.written, " = (", x_t(at.y(), at.x()), " - ", beta, " / sqrt(1 - ", alpha_bar, ") * ",
                noise(at.y(), at.x()), ") / sqrt(1 - ", beta, ")");
  });
}

TEST(reverse_mean, removes_a_share_of_the_noise_and_scales_up) {
  inputs draw;
  expect_mean(draw.noise(3, 4), draw.noise(3, 4), draw.uniform(0.05, 0.1), draw.uniform(0.2, 0.6));
}

TEST(reverse_mean, only_scales_where_no_noise_is_predicted) {
  inputs draw;
  expect_mean(draw.noise(2, 5), image::Zero(2, 5), draw.uniform(0.2, 0.4), draw.uniform(0.1, 0.5));
}

TEST(reverse_mean, gives_the_clean_picture_in_the_last_step) {
  inputs draw;
  const image x0 = draw.pixels(4, 3), noise = draw.noise(4, 3);
  const scalar beta = draw.uniform(0.001, 0.01);
  expect_mean(std::sqrt(1 - beta) * x0 + std::sqrt(beta) * noise, noise, beta, 1 - beta);
}

}  // namespace
