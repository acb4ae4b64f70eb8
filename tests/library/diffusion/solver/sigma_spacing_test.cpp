#include "sfumato/diffusion/solver/sigma_spacing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/euler.hpp"

namespace {

using namespace sfumato;

TEST(SigmaSpacing, IsEvenWhereItsFormulaSaysSo) {
  const std::vector<double> karras = spaced_sigmas(sigma_spacing::karras, 5, 80, 0.002);
  const std::vector<double> exponential = spaced_sigmas(sigma_spacing::exponential, 5, 80, 0.002);
  for (const auto& list : {karras, exponential}) {
    EXPECT_EQ(list.front(), 80);
    EXPECT_EQ(list.back(), 0.002);
  }
  for (std::size_t i = 1; i + 1 < 5; ++i) {
    const auto bend = [](double sigma) { return std::pow(sigma, 1.0 / 7); };
    EXPECT_NEAR(2 * bend(karras[i]), bend(karras[i - 1]) + bend(karras[i + 1]), 1e-12);
    EXPECT_NEAR(exponential[i] * exponential[i], exponential[i - 1] * exponential[i + 1], 1e-9);
  }
  EXPECT_EQ(spaced_sigmas(sigma_spacing::karras, 1, 80, 0.002), (std::vector<double>{80}));
}

TEST(SigmaSpacing, BecomesTimestepsForAnySolver) {
  const linear_beta schedule;
  for (auto spacing : {sigma_spacing::karras, sigma_spacing::exponential})
    for (const index_t count : {1, 2, 10, 100}) {
      const std::vector<double> list = sigma_steps{count, spacing}.of(schedule);
      const std::vector<double> sigmas =
          spaced_sigmas(spacing, count, point_at(schedule, 999).ratio(), point_at(schedule, 0).ratio());
      EXPECT_EQ(list.front(), 999);
      for (std::size_t i = 0; i < list.size(); ++i)
        EXPECT_NEAR(point_at(schedule, list[i]).ratio(), sigmas[i], 1e-9 * sigmas[i]);
      EXPECT_NO_THROW(euler{}.plan(schedule, list, prediction_type::epsilon));
      EXPECT_NO_THROW(ddim{}.plan(schedule, list, prediction_type::epsilon));
    }
}

TEST(SigmaSpacing, IsFoundByNameAndRefusesWhatCannotBe) {
  EXPECT_EQ(parse_sigma_spacing("karras"), sigma_spacing::karras);
  EXPECT_EQ(parse_sigma_spacing("lu"), sigma_spacing::exponential);
  EXPECT_THROW(parse_sigma_spacing("Karras"), error);
  EXPECT_THROW(spaced_sigmas(sigma_spacing::karras, 0, 80, 1), error);
  EXPECT_THROW(spaced_sigmas(sigma_spacing::karras, 5, 1, 2), error);
  EXPECT_THROW(spaced_sigmas(sigma_spacing::karras, 5, INFINITY, 2), error);
  EXPECT_THROW(sigma_steps{0}.of(linear_beta()), error);
}

TEST(TimeOfLogSigma, IsTheInverseAtTimestepsAndHeldAtTheEnds) {
  const linear_beta schedule;
  for (const double t : {0.0, 1.0, 500.0, 999.0})
    EXPECT_NEAR(time_of_log_sigma(schedule, point_at(schedule, t).ratio()), t, 1e-9);
  EXPECT_EQ(time_of_log_sigma(schedule, 1e9), 999);
  EXPECT_EQ(time_of_log_sigma(schedule, 1e-9), 0);
}

}  // namespace
