#include "sfumato/diffusion/inversion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../messages.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/given_noise.hpp"
#include "sfumato/diffusion/repaint.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

const gaussian_mixture two_kinds{{{0.4, -0.5, 0.3}, {0.6, 0.6, 0.25}}};
const shape inverted_extent{1, 8, 8, 1};

std::vector<double> pictures_to_invert() {
  std::vector<double> all;
  for (int i = 0; i < 64; ++i) all.push_back(-1 + i / 32.0);
  return all;
}

/// The noise that pictures are taken back to, and what is drawn from it again.
struct there_and_back {
  std::vector<double> noisy, again;

  template <class V>
  there_and_back(const V& solver_value, const gaussian_mixture& data, prediction_type type, index_t count) {
    cpu_context ctx(2);
    exact_denoiser<linear_beta> network{data, linear_beta(), type};
    const solver_plan plan = solver_value.plan(network.schedule, steps(count).of(1000), type);
    const auto run = [&](const solver_plan& way, const std::vector<double>& start) {
      return sample<cpu<double>>(ctx, network, way, {.extent = inverted_extent},
                                 {.start_from = {start.data(), inverted_extent}})
          .images;
    };
    noisy = run(inverted(plan), pictures_to_invert());
    again = run(from_noisy(plan), noisy);
  }
  /// In the mean square.
  double error() const {
    const std::vector<double> pictures = pictures_to_invert();
    double sum = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) sum += (again[i] - pictures[i]) * (again[i] - pictures[i]);
    return std::sqrt(sum / static_cast<double>(pictures.size()));
  }
};

constexpr ddim unclipped{.correction = no_correction()};

TEST(Inversion, WhatComesBackDiffersByFirstOrder) {
  for (const prediction_type type : trained_predictions) {
    double before = 0;
    for (const index_t count : {50, 100, 200, 500}) {
      const double now = there_and_back(unclipped, two_kinds, type, count).error();
      // Twice as many steps, half the error; the next order is still seen at 50.
      if (before > 0) {
        EXPECT_NEAR(std::log(before / now) / std::log(count == 500 ? 2.5 : 2.0), 1, 0.25) << count;
      }
      before = now;
    }
    EXPECT_LT(before, 0.02);
  }
}

TEST(Inversion, FindsTheNoiseOfThePictures) {
  // The flow of data N(m, s^2) takes a picture x to alpha m + sqrt(alpha^2 s^2 + sigma^2) (x - m) / s.
  const linear_beta schedule;
  const double alpha = schedule.alpha(999), sigma = schedule.sigma(999);
  const std::vector<double> pictures = pictures_to_invert();
  double before = 0;
  for (const index_t count : {100, 200, 500}) {
    const there_and_back got(unclipped, normal_data, prediction_type::epsilon, count);
    double worst = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const double noise = alpha * 0.3 + std::hypot(alpha * 0.5, sigma) * (pictures[i] - 0.3) / 0.5;
      worst = std::max(worst, std::abs(got.noisy[i] - noise));
    }
    if (before > 0) {
      EXPECT_NEAR(std::log(before / worst) / std::log(count == 500 ? 2.5 : 2.0), 1, 0.2) << count;
    }
    before = worst;
  }
}

TEST(Inversion, EulerIsInvertedAsDdimIs) {
  const there_and_back in_alpha(unclipped, two_kinds, prediction_type::epsilon, 50),
      in_sigma(euler{}, two_kinds, prediction_type::epsilon, 50);
  const double scale = 1 / linear_beta().alpha(999);
  for (std::size_t i = 0; i < in_alpha.again.size(); ++i) {
    EXPECT_NEAR(in_sigma.noisy[i], scale * in_alpha.noisy[i], 1e-9 * scale);
    EXPECT_NEAR(in_sigma.again[i], in_alpha.again[i], 1e-9);
  }
}

TEST(Inversion, EndsAtTheLevelThatThePlanBeginsWith) {
  const linear_beta schedule;
  const solver_plan plan = unclipped.plan(schedule, {900, 500, 100}, prediction_type::epsilon), back = inverted(plan);
  EXPECT_EQ(back.steps(), 3);
  const std::vector<noise_level> levels = plan.levels(), backwards = back.levels();
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(backwards[i], levels[3 - i]);
  EXPECT_EQ(back.stages[0].timestep, 100);
  EXPECT_EQ(back.stages[1].timestep, 100);
  EXPECT_EQ(back.stages[2].timestep, 500);
}

TEST(Inversion, RefusesPlansThatHaveNoWayBack) {
  const linear_beta schedule;
  const auto refused = [&](const auto& solver_value) {
    const solver_plan plan = solver_value.plan(schedule, steps(10).of(1000), prediction_type::epsilon);
    return says(message_of([&] { inverted(plan); }), {"inversion", "one evaluation a step", "use ddim with eta 0"});
  };
  EXPECT_TRUE(refused(ddpm{}));
  EXPECT_TRUE(refused(ddim{.eta = 0.5}));
  EXPECT_TRUE(refused(heun{}));
  EXPECT_TRUE(refused(dpm_solver{}));
  EXPECT_FALSE(refused(ddim{}));
  EXPECT_TRUE(says(message_of([] { inverted({}); }), {"got 0"}));
}

}  // namespace
