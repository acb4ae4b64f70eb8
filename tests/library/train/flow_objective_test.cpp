#include "sfumato/train/flow_objective.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "../messages.hpp"
#include "prepared_batch.hpp"

namespace {

using namespace sfumato_test;
using B = elementwise_double;
using flow = prepared<flow_objective<B>>;

/// f(t) for 50,000 draws.
template <class F>
void for_each_time(const flow_options& options, F&& f) {
  cpu_context ctx(1);
  const images_at_hand data(5000, {1, 1, 1});
  flow batch(ctx, straight_path(), options);
  for (index_t step = 0; step < 10; ++step) {
    batch.prepare(data.images(), step);
    for (const double t : batch.drawn()) f(t);
  }
}

double logit(double t) { return std::log(t / (1 - t)); }

TEST(FlowObjective, TimesAreUniform) {
  moments times;
  std::array<int, 20> counts{};
  for_each_time({}, [&](double t) {
    times.add(t);
    ++counts.at(static_cast<std::size_t>(20 * t));
  });
  // Five standard errors: of the mean 5 sqrt(1/12 / 50,000), of the variance 5 sqrt((1/80 - 1/144) / 50,000).
  EXPECT_NEAR(times.mean(), 0.5, 0.0065);
  EXPECT_NEAR(times.variance(), 1.0 / 12, 0.0017);
  for (const int count : counts) EXPECT_NEAR(count, 2500, 5 * std::sqrt(2500 * 0.95));
}

TEST(FlowObjective, LogitsOfTimesAreNormalAndAShiftMovesThem) {
  for (const double shift : {1.0, 3.0}) {
    moments logits;
    for_each_time({.times = time_draw::logit_normal, .mean = -0.4, .deviation = 0.8, .shift = shift},
                  [&](double t) { logits.add(logit(t)); });
    // logit(shift t / (1 + (shift - 1) t)) = logit(t) + ln(shift). Five standard errors of 50,000.
    EXPECT_NEAR(logits.mean(), -0.4 + std::log(shift), 5 * 0.8 / std::sqrt(50000)) << shift;
    EXPECT_NEAR(logits.variance(), 0.64, 5 * 0.64 * std::sqrt(2 / 50000.0)) << shift;
  }
}

TEST(FlowObjective, ShiftsTimesAsSamplingDoes) {
  cpu_context ctx(1);
  const images_at_hand data(50, {1, 1, 1});
  flow plain(ctx), shifted(ctx, straight_path(), {.shift = 3});
  plain.prepare(data.images(), 0);
  shifted.prepare(data.images(), 0);
  for (index_t n = 0; n < 50; ++n) {
    const double t = plain.drawn_for(n);
    EXPECT_NEAR(shifted.drawn_for(n), 3 * t / (1 + 2 * t), 1e-15);
  }
}

TEST(FlowObjective, MixesOnTheStraightPathAndAsksForItsVelocity) {
  cpu_context ctx(1);
  const images_at_hand data(40);
  const straight_path path(500);
  flow batch(ctx, path);
  batch.prepare(data.images(), 3);
  for (index_t n = 0; n < 40; ++n) {
    const double t = batch.drawn_for(n);
    EXPECT_EQ(batch.times().data[n], path.network_time(t));
    EXPECT_EQ(batch.bins().data[n], static_cast<whole>(10 * t));
    for (index_t i = n * 9; i < (n + 1) * 9; ++i) {
      const double x0 = data.pixels[static_cast<std::size_t>(i)], u = batch.target().data[i], e = u + x0;
      ASSERT_NEAR(batch.input().data[i], (1 - t) * x0 + t * e, 1e-14);
      ASSERT_NEAR(batch.input().data[i] - t * u, x0, 1e-14) << "back along the velocity";
      // Known wrong: the velocity from noise to image. It leads away from the image by 2 t u.
      if (t * std::abs(u) > 1e-6) {
        ASSERT_GT(std::abs(batch.input().data[i] + t * u - x0), 1e-7);
      }
    }
  }
  EXPECT_EQ(batch.weights().data, nullptr);
}

TEST(FlowObjective, NamesTheOptionThatIsOutOfRange) {
  cpu_context ctx(1);
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const auto said = [&](const flow_options& options) {
    return message_of([&] { flow{ctx, straight_path(), options}; });
  };
  for (const double bad : {0.0, -1.0, nan, inf}) {
    EXPECT_TRUE(says(said({.deviation = bad}), {"deviation above 0"}));
    EXPECT_TRUE(says(said({.shift = bad}), {"shift above 0"}));
  }
  EXPECT_TRUE(says(said({.mean = nan}), {"finite mean"}));
  EXPECT_TRUE(says(message_of([&] { straight_path{nan}; }), {"network_scale above 0"}));
}

}  // namespace
