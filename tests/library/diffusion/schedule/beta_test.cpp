#include "sfumato/diffusion/schedule/beta.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../golden_schedule.hpp"

namespace {

using namespace sfumato;

static_assert(discrete_schedule<linear_beta> && discrete_schedule<scaled_linear_beta>);
static_assert(discrete_schedule<sigmoid_beta> && discrete_schedule<cosine>);

TEST(Betas, AgreeWithTheReferenceInDouble) {
  for (const auto& row : golden::json("schedules.json")["beta_schedules"]) {
    SCOPED_TRACE(row["beta_schedule"].get<std::string>() + " T=" + row["num_train_timesteps"].dump());
    const alpha_bar_table schedule = golden::schedule(row);
    EXPECT_EQ(schedule.train_timesteps(), row["num_train_timesteps"].get<index_t>());
    for (std::size_t i = 0; i < row["index"].size(); ++i) {
      const index_t t = row["index"][i];
      ASSERT_NEAR(beta(schedule, t), row["betas_f64"][i].get<double>(), 1e-12) << "t = " << t;
      const double want = row["alphas_cumprod_f64"][i];
      ASSERT_NEAR(schedule.alpha_bars()[static_cast<std::size_t>(t)], want, 1e-12) << "t = " << t;
      ASSERT_NEAR(alpha_bar(schedule, static_cast<double>(t)), want, 1e-12) << "t = " << t;
    }
    if (row["rescale_betas_zero_snr"]) {
      EXPECT_EQ(schedule.alpha(static_cast<double>(schedule.train_timesteps() - 1)), 0);
    }
  }
}

template <class S>
void expect_falls_from_clean_to_noise(const S& schedule) {
  EXPECT_EQ(schedule.alpha(-1), 1);
  EXPECT_EQ(schedule.sigma(-1), 0);
  double before = snr(schedule, -1);
  for (double t = -0.75; t <= static_cast<double>(schedule.train_timesteps() - 1); t += 0.25) {
    const double now = snr(schedule, t), a = schedule.alpha(t), s = schedule.sigma(t);
    ASSERT_LT(now, before) << "t = " << t;
    ASSERT_NEAR(a * a + s * s, 1, 1e-15) << "t = " << t;
    before = now;
  }
}

TEST(Schedules, SignalToNoiseFallsAtEveryTimeAlsoBetweenTimesteps) {
  expect_falls_from_clean_to_noise(linear_beta());
  expect_falls_from_clean_to_noise(scaled_linear_beta());
  expect_falls_from_clean_to_noise(sigmoid_beta());
  expect_falls_from_clean_to_noise(cosine());
  expect_falls_from_clean_to_noise(linear_beta(scaled_beta_range(200)));
  expect_falls_from_clean_to_noise(zero_terminal_snr<linear_beta>(linear_beta()));
}

TEST(Schedules, TheNoiseToSignalRatioIsLinearBetweenTimesteps) {
  const linear_beta schedule;
  const auto ratio = [&](double t) { return schedule.sigma(t) / schedule.alpha(t); };
  EXPECT_NEAR(ratio(500.25), 0.75 * ratio(500) + 0.25 * ratio(501), 1e-12);
  EXPECT_NEAR(ratio(-0.5), 0.5 * ratio(0), 1e-12);
}

TEST(Schedules, TimesOutsideTheScheduleAreRefused) {
  const linear_beta schedule;
  EXPECT_THROW(schedule.alpha(-1.5), error);
  EXPECT_THROW(schedule.sigma(999.5), error);
  EXPECT_THROW(schedule.alpha(std::nan("")), error);
}

TEST(Schedules, RangesThatAreNoVarianceAreRefused) {
  EXPECT_THROW(linear_beta({.timesteps = 0}), error);
  EXPECT_THROW(linear_beta({.first = 0}), error);
  EXPECT_THROW(scaled_linear_beta({.first = 0.1, .last = 0.05}), error);
  EXPECT_THROW(sigmoid_beta({.last = 1.5}), error);
  EXPECT_THROW(cosine(0), error);
  EXPECT_THROW(scaled_beta_range(20), error);
  EXPECT_THROW(alpha_bar_table({0.5, 0.6}), error);
  EXPECT_THROW(alpha_bar_table({0.5, 0.0, 0.0}), error);
  EXPECT_THROW(alpha_bar_table::from_betas({}), error);
}

TEST(Schedules, BetasAreScaledByAThousandOverT) {
  const beta_range range = scaled_beta_range(200);
  EXPECT_DOUBLE_EQ(range.first, 5e-4);
  EXPECT_DOUBLE_EQ(range.last, 0.1);
}

}  // namespace
