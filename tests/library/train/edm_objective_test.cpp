#include "sfumato/train/edm_objective.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "../messages.hpp"
#include "prepared_batch.hpp"
#include "sfumato/ops/condition.hpp"

namespace {

using namespace sfumato_test;
using B = elementwise_double;
using edm = prepared<edm_objective<B>>;

/// Normal pixels of this deviation.
images_at_hand normal_images(cpu_context& ctx, index_t count, double deviation) {
  images_at_hand data(count);
  const whole step = 0;
  B::normal(ctx, {.x = {data.pixels.data(), data.extent}, .seed = 99, .step = &step});
  for (double& x : data.pixels) x *= deviation;
  return data;
}

TEST(EdmObjective, LogarithmsOfNoiseLevelsAreNormal) {
  cpu_context ctx(1);
  const images_at_hand data(5000, {1, 1, 1});
  edm batch(ctx);
  moments logs;
  std::array<int, noise_bins> bins{};
  for (index_t step = 0; step < 10; ++step) {
    batch.prepare(data.images(), step);
    for (const double sigma : batch.drawn()) logs.add(std::log(sigma));
    for (const whole bin : batch.bins().span()) ++bins[static_cast<std::size_t>(bin)];
  }
  // 50,000 draws: five standard errors are 5 1.2 / sqrt(50,000) of the mean, 5 1.44 sqrt(2 / 50,000) of the variance.
  EXPECT_NEAR(logs.mean(), -1.2, 0.0269);
  EXPECT_NEAR(logs.variance(), 1.44, 0.0456);
  // A tenth each: 5000, standard deviation sqrt(5000 0.9) = 67; five of them.
  for (const int count : bins) EXPECT_NEAR(count, 5000, 336);
}

TEST(EdmObjective, BinsRiseWithTheNoise) {
  cpu_context ctx(1);
  const images_at_hand data(200, {1, 1, 1});
  edm batch(ctx);
  batch.prepare(data.images(), 0);
  const std::vector<double> sigmas = batch.drawn();
  for (index_t n = 0; n < 200; ++n)
    for (index_t k = 0; k < 200; ++k)
      if (batch.bins().data[n] < batch.bins().data[k]) {
        EXPECT_LT(sigmas[static_cast<std::size_t>(n)], sigmas[static_cast<std::size_t>(k)]);
      }
}

TEST(EdmObjective, MixesAndAsksAsTheTableOfThePaperSays) {
  cpu_context ctx(1);
  const double d = 0.7;
  const images_at_hand data(40);
  edm batch(ctx, edm_options{.network = {.sigma_data = d, .time_scale = 50}});
  batch.prepare(data.images(), 3);
  const auto input = copy(batch.input()), target = copy(batch.target());
  for (index_t n = 0; n < 40; ++n) {
    const double s = batch.drawn_for(n);
    const double skip = d * d / (s * s + d * d), out = s * d / std::sqrt(s * s + d * d), in = 1 / std::hypot(s, d);
    EXPECT_NEAR(batch.times().data[n], 50 * std::log(s) / 4, 1e-12);
    for (index_t i = n * 9; i < (n + 1) * 9; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double x0 = data.pixels[at], x = input[at] / in;
      ASSERT_NEAR(target[at], (x0 - skip * x) / out, 1e-11 / out);
      ASSERT_NEAR(skip * x + out * target[at], x0, 1e-11) << "the target is what makes the estimate exact";
      // Known wrong: the skip left out.
      if (std::abs(skip * x) > 1e-6) {
        ASSERT_GT(std::abs(out * target[at] - x0), 1e-7);
      }
    }
  }
  EXPECT_EQ(batch.weights().data, nullptr) << "lambda out^2 = 1";
}

TEST(EdmObjective, InputAndTargetHaveVarianceOneAtEveryNoise) {
  cpu_context ctx(1);
  const double d = 0.6;
  const images_at_hand data = normal_images(ctx, 4000, d);
  edm batch(ctx, edm_options{.network = {.sigma_data = d}}), wrong(ctx, edm_options{.network = {.sigma_data = 1.2}});
  std::array<moments, noise_bins> inputs, targets, elsewhere;
  batch.prepare(data.images(), 1);
  wrong.prepare(data.images(), 1);
  for (index_t n = 0; n < 4000; ++n)
    for (index_t i = n * 9; i < (n + 1) * 9; ++i) {
      const auto bin = static_cast<std::size_t>(batch.bins().data[n]);
      inputs[bin].add(batch.input().data[i]);
      targets[bin].add(batch.target().data[i]);
      elsewhere[bin].add(wrong.target().data[i]);
    }
  for (std::size_t bin = 0; bin < inputs.size(); ++bin) {
    // The variance of n normal numbers is off by sqrt(2/n); five of them. The pixels themselves are a sample, too.
    const double slack = 2 * 5 * std::sqrt(2 / inputs[bin].count);
    EXPECT_NEAR(inputs[bin].variance(), 1, slack) << bin;
    EXPECT_NEAR(targets[bin].variance(), 1, slack) << bin;
  }
  EXPECT_LT(elsewhere.back().variance(), 0.7) << "with twice the sigma_data the noisiest have a small target";
}

TEST(EdmObjective, WithSigmaDataOneTheTargetIsMinusThatOfVPrediction) {
  cpu_context ctx(1);
  const images_at_hand data(40);
  edm batch(ctx, edm_options{.network = {.sigma_data = 1}});
  batch.prepare(data.images(), 0);
  for (index_t n = 0; n < 40; ++n) {
    const double s = batch.drawn_for(n), alpha = 1 / std::hypot(1, s), sigma = s / std::hypot(1, s);
    for (index_t i = n * 9; i < (n + 1) * 9; ++i) {
      const double x0 = data.pixels[static_cast<std::size_t>(i)], e = (batch.input().data[i] - alpha * x0) / sigma;
      ASSERT_NEAR(batch.target().data[i], -velocity(x0, e, alpha, sigma), 1e-12 / sigma);
    }
  }
}

TEST(EdmObjective, ADroppedLabelSaysNothingOfTheNoise) {
  // Labels are dropped by the second word of the same blocks.
  cpu_context ctx(1);
  const index_t count = 20000;
  const images_at_hand data(count, {1, 1, 1});
  edm batch(ctx, edm_options{.seed = 5});
  batch.prepare(data.images(), 0);
  const whole step = 0;
  moments dropped;
  std::vector<whole> labels(static_cast<std::size_t>(count), 0);
  B::for_each_index(
      ctx, count,
      sfumato::detail::drop_label{5 ^ 0x74696d6573746570u, &step, std::uint64_t{1} << 30, 1, labels.data()});
  const std::vector<double> sigmas = batch.drawn();
  for (std::size_t n = 0; n < sigmas.size(); ++n)
    if (labels[n] == 1) dropped.add(std::log(sigmas[n]));
  EXPECT_NEAR(dropped.count, 5000, 5 * std::sqrt(20000 * 0.25 * 0.75));
  EXPECT_NEAR(dropped.mean(), -1.2, 5 * 1.2 / std::sqrt(4600)) << "the angle of the first pair would give -0.3";
}

TEST(EdmObjective, NamesTheOptionThatIsOutOfRange) {
  cpu_context ctx(1);
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const auto said = [&](const edm_options& options) { return message_of([&] { edm{ctx, options}; }); };
  for (const double bad : {0.0, -1.0, nan, inf}) {
    EXPECT_TRUE(says(said({.network = {.sigma_data = bad}}), {"sigma_data above 0"}));
    EXPECT_TRUE(says(said({.network = {.time_scale = bad}}), {"time_scale above 0"}));
    EXPECT_TRUE(says(said({.p_std = bad}), {"p_std above 0"}));
  }
  for (const double bad : {nan, inf}) EXPECT_TRUE(says(said({.p_mean = bad}), {"finite p_mean"}));
}

}  // namespace
