#include "sfumato/diffusion/prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../messages.hpp"
#include "golden_schedule.hpp"
#include "sfumato/diffusion/loss.hpp"
#include "sfumato/math/guidance.hpp"
#include "sfumato/math/noising.hpp"

namespace {

using namespace sfumato;

TEST(Noising, AgreesWithTheReference) {
  const golden::tensors file("samplers.safetensors");
  for (const auto& row : golden::json("samplers.json")["forward"]) {
    const std::string id = row["id"];
    SCOPED_TRACE(id);
    const alpha_bar_table schedule = golden::schedule(row["set"]);
    const std::vector<double> x0 = file.f64(id + ".x0"), noise = file.f64(id + ".noise");
    const std::vector<double> noisy = file.f64(id + ".noisy_f64"), v = file.f64(id + ".velocity_f64");
    const std::vector<std::int64_t> timesteps = file.i64(id + ".timesteps");
    const std::size_t image = x0.size() / timesteps.size();
    for (std::size_t i = 0; i < x0.size(); ++i) {
      const double t = static_cast<double>(timesteps[i / image]);
      const double level[] = {schedule.alpha(t), schedule.sigma(t)};
      ASSERT_NEAR(add_noise(x0[i], noise[i], level[0], level[1]), noisy[i], 1e-12) << "t = " << t;
      ASSERT_NEAR(velocity(x0[i], noise[i], level[0], level[1]), v[i], 1e-12) << "t = " << t;
      const float single = add_noise(static_cast<float>(x0[i]), static_cast<float>(noise[i]),
                                     static_cast<float>(level[0]), static_cast<float>(level[1]));
      ASSERT_NEAR(static_cast<double>(single), noisy[i], 1e-6 * std::max(1.0, std::abs(noisy[i])));
    }
  }
}

TEST(Prediction, EveryTypeGivesBackTheImageAndTheNoise) {
  const linear_beta schedule;
  const double x0 = 0.7, epsilon = -1.3;
  for (double t : {0.0, 10.0, 500.5, 900.0}) {
    const double alpha = schedule.alpha(t), sigma = schedule.sigma(t);
    const double x = add_noise(x0, epsilon, alpha, sigma), v = velocity(x0, epsilon, alpha, sigma);
    // Rounding is amplified by 1/alpha or 1/sigma, below 100 here.
    const auto check = [&](prediction_type prediction, double output) {
      const prediction_map map = estimates_from(prediction, alpha, sigma);
      EXPECT_NEAR(map.x0_x * x + map.x0_m * output, x0, 1e-13) << to_string(prediction);
      EXPECT_NEAR(map.e_x * x + map.e_m * output, epsilon, 1e-13) << to_string(prediction);
    };
    check(prediction_type::epsilon, epsilon);
    check(prediction_type::sample, x0);
    check(prediction_type::v_prediction, v);
  }
}

TEST(Prediction, EpsilonIsRefusedByNameAtZeroTerminalSnr) {
  EXPECT_NO_THROW(estimates_from(prediction_type::v_prediction, 0, 1));
  EXPECT_NO_THROW(estimates_from(prediction_type::sample, 0, 1));
  try {
    estimates_from(prediction_type::epsilon, 0, 1);
    FAIL();
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("epsilon cannot be used at zero terminal SNR"), std::string::npos);
  }
  EXPECT_THROW(estimates_from(prediction_type::sample, 1, 0), error);
}

TEST(Prediction, OfVelocitiesIsRefusedWhereTheNetworkNeverSawSuchAnImage) {
  using namespace sfumato_test;
  const linear_beta curved;
  const auto said = [](prediction_type prediction, double alpha, double sigma) {
    return message_of([&] { estimates_from(prediction, alpha, sigma); });
  };
  EXPECT_TRUE(says(said(prediction_type::flow, curved.alpha(500), curved.sigma(500)),
                   {"flow_prediction", "straight path", "straight_path"}));
  EXPECT_TRUE(says(said(prediction_type::v_prediction, 0.5, 0.5), {"v_prediction", "alpha^2 + sigma^2 = 1"}));
  for (auto velocity_type : {prediction_type::flow, prediction_type::v_prediction})
    EXPECT_TRUE(says(said(velocity_type, 1, 80), {"alpha = 1", "sigma = 80"})) << "noise over an image";
  EXPECT_NO_THROW(estimates_from(prediction_type::flow, 0.3, 0.7));
}

TEST(Prediction, TypesAreFoundByName) {
  for (auto prediction : {prediction_type::epsilon, prediction_type::sample, prediction_type::v_prediction})
    EXPECT_EQ(parse_prediction_type(to_string(prediction)), prediction);
  EXPECT_THROW(parse_prediction_type("noise"), error);
}

TEST(MinSnrWeight, IsTheSameLossOnX0WhateverIsPredicted) {
  const linear_beta schedule;
  const min_snr_weight weight{.gamma = 5};
  for (double t : {0.0, 100.0, 300.0, 999.0}) {
    const double ratio = snr(schedule, t), x0_weight = std::min(ratio, 5.0);
    // d epsilon / d x0 = -alpha / sigma and d v / d x0 = -1 / sigma at fixed x, so squared errors differ by SNR and SNR
    // + 1.
    EXPECT_NEAR(weight(schedule, t, prediction_type::sample), x0_weight, 1e-12);
    EXPECT_NEAR(weight(schedule, t, prediction_type::epsilon) * ratio, x0_weight, 1e-12);
    EXPECT_NEAR(weight(schedule, t, prediction_type::v_prediction) * (ratio + 1), x0_weight, 1e-12);
    EXPECT_EQ(uniform_weight{}(schedule, t, prediction_type::epsilon), 1);
  }
  const zero_terminal_snr<linear_beta> zero(schedule);
  EXPECT_EQ(weight(zero, 999, prediction_type::epsilon), 1);
  EXPECT_EQ(weight(zero, 999, prediction_type::v_prediction), 0);
  EXPECT_THROW(min_snr_weight{.gamma = 0}(schedule, 0, prediction_type::epsilon), error);
}

TEST(Guidance, ExtrapolatesFromUnconditionalThroughConditional) {
  EXPECT_EQ(guide(3.0, 1.0, 0.0), 1.0);
  EXPECT_EQ(guide(3.0, 1.0, 1.0), 3.0);
  EXPECT_EQ(guide(3.0, 1.0, 7.5), 16.0);
  double e = 3;
  guidance<double>{2}(e, 1.0);
  EXPECT_EQ(e, 5);
}

}  // namespace
