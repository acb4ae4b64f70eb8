#include "beyond/min_snr_weight.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_weight(scalar alpha_bar, scalar gamma) {
  const scalar snr = alpha_bar / (1 - alpha_bar);
  ask(student::min_snr_weight, alpha_bar, gamma).must_give(std::min(snr, gamma) / snr, [&](const place&) {
    return text("SNR = ", alpha_bar, " / (1 - ", alpha_bar, ") = ", snr, "\nmin(", snr, ", ", gamma, ") / ", snr);
  });
}

TEST(min_snr_weight, is_1_while_the_noise_is_strong_and_falls_as_the_picture_gets_clear) {
  inputs draw;
  expect_weight(draw.uniform(0.05, 0.1), 5);
  // A small gamma, at which the known mistakes differ.
  expect_weight(draw.uniform(0.6, 0.8), draw.uniform(0.3, 0.5));
  expect_weight(draw.uniform(0.9, 0.98), 5);
}

TEST(min_snr_weight, is_1_where_the_snr_is_exactly_gamma) { expect_weight(0.75, 3); }

TEST(min_snr_weight, uses_the_gamma_that_is_given) {
  inputs draw;
  expect_weight(draw.uniform(0.7, 0.9), draw.uniform(0.5, 2));
  expect_weight(draw.uniform(0.9, 0.95), draw.uniform(20, 30));
}

}  // namespace
