#include "1_forward/snr_db.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_decibels(scalar alpha_bar) {
  ask(student::snr_db, alpha_bar).must_give(10 * std::log10(alpha_bar / (1 - alpha_bar)), [&](const place&) {
    return text("10 * log10(", alpha_bar, " / (1 - ", alpha_bar, "))");
  });
}

TEST(snr_db, is_positive_while_the_picture_is_stronger) {
  inputs draw;
  expect_decibels(draw.uniform(0.6, 0.99));
}

TEST(snr_db, is_zero_where_both_are_equally_strong) { expect_decibels(0.5); }

TEST(snr_db, is_negative_once_the_noise_is_stronger) {
  inputs draw;
  expect_decibels(draw.uniform(0.001, 0.4));
}

}  // namespace
