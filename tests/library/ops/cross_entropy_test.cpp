#include "sfumato/ops/cross_entropy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../gradient_case.hpp"
#include "../messages.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/pixel_mean.hpp"
#include "sfumato/ops/scale.hpp"

namespace {

using namespace sfumato_test;

double cross_entropy_of(const std::vector<double>& logits, const std::vector<whole>& labels) {
  cpu_context ctx(2);
  checked_graph g(ctx);
  const auto rows = static_cast<index_t>(labels.size()), classes = static_cast<index_t>(logits.size()) / rows;
  const real_value x = g.input({logits.data(), {rows, classes}});
  return *g.data(ops::cross_entropy(g, x, g.input({labels.data(), {rows}})));
}

TEST(CrossEntropyGradient, EqualsDifferencesAndAddsUp) {
  const std::vector<whole> labels = {1, 0, 3, 1, 2};
  expect_gradients({{5, 4}}, [&](checked_graph& g, inputs in) {
    return ops::cross_entropy(g, in[0], g.input({labels.data(), {5}}));
  });
  expect_gradients({{5, 4}}, [&](checked_graph& g, inputs in) {
    const whole_value told = g.input({labels.data(), {5}});
    const real_value twice = ops::to_real(g, ops::scale(g, in[0], 2));
    return ops::add(g, ops::to_scalar(g, ops::cross_entropy(g, in[0], told)),
                    ops::to_scalar(g, ops::cross_entropy(g, twice, told)));
  });
}

TEST(CrossEntropy, IsTheMeanOfTheDefinitionRowByRow) {
  const index_t rows = 37, classes = 11;
  const std::vector<double> logits = some_numbers<double>(rows * classes, 3);
  std::vector<whole> labels;
  double expected = 0;
  for (index_t n = 0; n < rows; ++n) {
    labels.push_back(static_cast<whole>(n * 7 % classes));
    double sum = 0;
    for (index_t k = 0; k < classes; ++k) sum += std::exp(logits[static_cast<std::size_t>(n * classes + k)]);
    expected -= std::log(std::exp(logits[static_cast<std::size_t>(n * classes + labels.back())]) / sum);
  }
  EXPECT_NEAR(cross_entropy_of(logits, labels), expected / static_cast<double>(rows), 1e-14);
}

TEST(CrossEntropy, OfEqualLogitsIsTheLogarithmOfTheNumberOfClasses) {
  EXPECT_NEAR(cross_entropy_of(std::vector<double>(30, 0.25), {4, 0, 9}), std::log(10.0), 1e-15);
}

TEST(CrossEntropy, HoldsWhereExponentialsWouldOverflowOrVanish) {
  EXPECT_EQ(cross_entropy_of({1e4, 0, -1e4}, {0}), 0);
  EXPECT_EQ(cross_entropy_of({1e4, 0, -1e4}, {2}), 2e4);
  EXPECT_EQ(cross_entropy_of({-1e4, -1e4 - 5e3}, {1}), 5e3);
  cpu_context ctx(1);
  graph<cpu<float>> g(ctx);
  const std::vector<float> logits = {3e4f, -3e4f};
  std::vector<float> grad(2);
  const std::vector<whole> labels = {1};
  const real_value loss =
      ops::cross_entropy(g, g.input({logits.data(), {1, 2}}, grad.data()), g.input({labels.data(), {1}}));
  g.backward(loss);
  EXPECT_EQ(*g.data(loss), 6e4f);
  EXPECT_EQ(grad, (std::vector<float>{1, -1}));
}

TEST(CrossEntropy, SaysWhatDoesNotFit) {
  cpu_context ctx(1);
  graph<cpu<float>> g(ctx);
  const std::vector<float> zeros(24);
  const std::vector<whole> labels = {0, 3, 1, 2};
  const auto score = [&](const shape& x, index_t first, index_t count) {
    return message_of([&] {
      ops::cross_entropy(g, g.input({zeros.data(), x}), g.input({labels.data() + first, {count}}));
    });
  };
  EXPECT_EQ(score({2, 3}, 2, 3), "cross_entropy: expected logits (N,K) and labels (N), got (2,3) and (3)");
  EXPECT_EQ(score({2, 3, 4}, 2, 2), "cross_entropy: expected logits (N,K) and labels (N), got (2,3,4) and (2)");
  EXPECT_EQ(score({0, 3}, 0, 0), "cross_entropy: expected logits (N,K) and labels (N), got (0,3) and (0)");
  EXPECT_EQ(score({2, 3}, 0, 2), "cross_entropy: expected a label from 0 to 2, got 3");
  EXPECT_EQ(score({2, 3}, 2, 2), "");
  const whole below = -1;
  EXPECT_EQ(message_of([&] {
              ops::cross_entropy(g, g.input({zeros.data(), {1, 3}}), g.input({&below, {1}}));
            }),
            "cross_entropy: expected a label from 0 to 2, got -1");
}

TEST(PixelMeanGradient, EqualsDifferencesAndAddsUp) {
  for (const shape& s : {shape{2, 3, 5, 4}, shape{1, 1, 1, 3}, shape{3, 4, 4, 17}})
    expect_gradients({s}, [](checked_graph& g, inputs in) { return ops::pixel_mean(g, in[0]); });
  expect_gradients({{2, 3, 2, 5}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::pixel_mean(g, in[0]), ops::pixel_mean(g, ops::scale(g, in[0], -0.5)));
  });
}

TEST(PixelMean, IsTheMeanOfEveryChannel) {
  cpu_context ctx(2);
  checked_graph g(ctx);
  const std::vector<double> x = some_numbers<double>(3 * 4 * 5 * 19, 1);
  const value y = ops::pixel_mean(g, g.scalar_input({x.data(), {3, 4, 5, 19}}));
  ASSERT_EQ(g.shape_of(y), (shape{3, 19}));
  for (index_t n = 0; n < 3; ++n)
    for (index_t c = 0; c < 19; ++c) {
      double sum = 0;
      for (index_t p = 0; p < 20; ++p) sum += x[static_cast<std::size_t>((n * 20 + p) * 19 + c)];
      EXPECT_NEAR(g.data(y)[n * 19 + c], sum / 20, 1e-15);
    }
}

TEST(PixelMean, KeepsItsSumsInRealsWhereActivationsAreShort) {
  // 300 ones and more of 16 bits would add up to 256 in 16 bits.
  cpu_context ctx(1);
  graph<cpu<bf16>> g(ctx);
  const std::vector<bf16> ones(20 * 20, bf16(1.0f));
  const value y = ops::pixel_mean(g, g.scalar_input({ones.data(), {1, 20, 20, 1}}));
  EXPECT_EQ(static_cast<float>(*g.data(y)), 1.0f);
}

TEST(PixelMean, SaysWhatDoesNotFit) {
  cpu_context ctx(1);
  checked_graph g(ctx);
  const std::vector<double> zeros(24);
  EXPECT_EQ(message_of([&] {
              ops::pixel_mean(g, g.scalar_input({zeros.data(), {4, 6}}));
            }),
            "pixel_mean: expected x (N,H,W,C) with H and W of at least 1, got (4,6)");
  EXPECT_EQ(message_of([&] {
              ops::pixel_mean(g, g.scalar_input({zeros.data(), {1, 0, 6, 2}}));
            }),
            "pixel_mean: expected x (N,H,W,C) with H and W of at least 1, got (1,0,6,2)");
}

}  // namespace
