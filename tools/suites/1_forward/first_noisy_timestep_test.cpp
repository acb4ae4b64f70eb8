#include "1_forward/first_noisy_timestep.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_timestep(const curve& alpha_bars, int expected, const std::string& why) {
  ask(student::first_noisy_timestep, alpha_bars).must_give(expected, [&](const place&) { return why; });
}

TEST(first_noisy_timestep, finds_where_the_snr_falls_below_1) {
  inputs draw;
  curve falling(8);
  const int first = draw.integer(2, 5);
  for (int t = 0; t < 8; ++t) falling(t) = t < first ? draw.uniform(0.6, 0.9) : draw.uniform(0.1, 0.4);
  expect_timestep(falling, first,
                  text("SNR(", first - 1, ") = ", falling(first - 1) / (1 - falling(first - 1)), ", SNR(", first,
                       ") = ", falling(first) / (1 - falling(first)), ", so the first below 1"));
}

TEST(first_noisy_timestep, does_not_count_an_snr_of_exactly_1) {
  curve alpha_bars(9);
  alpha_bars << 0.75, 0.55, 0.5, 0.5, 0.25, 0.2, 0.15, 0.1, 0.05;
  expect_timestep(alpha_bars, 4, "SNR(2) = SNR(3) = 0.5 / 0.5 is 1, which is not below 1; the first below");
}

TEST(first_noisy_timestep, may_be_the_very_first) {
  expect_timestep(curve::Constant(3, 0.2), 0, "SNR(0) = 0.2 / 0.8 is below 1 already: the first");
}

TEST(first_noisy_timestep, may_be_the_very_last) {
  curve alpha_bars(4);
  alpha_bars << 0.9, 0.8, 0.6, 0.4;
  expect_timestep(alpha_bars, 3, "SNR(2) = 0.6 / 0.4 is above 1, SNR(3) = 0.4 / 0.6 below: the first");
}

TEST(first_noisy_timestep, is_minus_1_when_the_picture_always_wins) {
  expect_timestep(curve::Constant(5, 0.9), -1, "every SNR is 0.9 / 0.1 = 9: none is below 1, so");
}

}  // namespace
