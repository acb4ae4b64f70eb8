#include "sfumato/ops/group_norm.hpp"

#include <gtest/gtest.h>

#include "../gradient_case.hpp"

namespace {

using namespace sfumato_test;

TEST(GroupNormGradient, EqualsDifferencesForEveryActivation) {
  for (const activation act : {activation::none, activation::silu})
    expect_gradients({{2, 3, 4, 6}, {6}, {6}}, [&](checked_graph& g, inputs in) {
      return ops::group_norm(g, in[0], in[1], in[2], {.groups = 3, .eps = 1e-3, .act = act});
    });
  expect_gradients_beside_kinks({{2, 3, 4, 6}, {6}, {6}}, [](checked_graph& g, inputs in) {
    return ops::group_norm(g, in[0], in[1], in[2], {.groups = 2, .eps = 1e-5, .act = activation::relu});
  });
}

TEST(GroupNormGradient, EqualsDifferencesForOneGroupOneChannelAGroupAndTokens) {
  for (const index_t groups : {index_t{1}, index_t{20}})
    expect_gradients({{2, 7, 20}, {20}, {20}}, [&](checked_graph& g, inputs in) {
      return ops::group_norm(g, in[0], in[1], in[2], {.groups = groups, .eps = 1e-5});
    });
}

TEST(GroupNormGradient, EqualsDifferencesOverMorePixelsThanABlockOfTheSum) {
  expect_gradients({{1, 9, 8, 2}, {2}, {2}}, [](checked_graph& g, inputs in) {
    return ops::group_norm(g, in[0], in[1], in[2], {.groups = 1, .act = activation::silu});
  });
}

TEST(GroupNormGradient, EqualsDifferencesWhereAGroupLiesAcrossBothInputs) {
  expect_gradients({{2, 2, 3, 5}, {2, 2, 3, 7}, {12}, {12}}, [](checked_graph& g, inputs in) {
    return ops::group_norm(g, in[0], in[2], in[3], {.groups = 3, .act = activation::silu, .second = in[1]});
  });
}

TEST(GroupNormGradient, AddsUpWhereBothInputsAreOneValue) {
  expect_gradients({{2, 2, 3, 3}, {6}, {6}}, [](checked_graph& g, inputs in) {
    return ops::group_norm(g, in[0], in[1], in[2], {.groups = 2, .second = in[0]});
  });
}

TEST(GroupNormGradient, EqualsDifferencesForAModulation) {
  for (const activation act : {activation::none, activation::silu})
    expect_gradients({{2, 3, 4, 6}, {6}, {6}, {2, 12}}, [&](checked_graph& g, inputs in) {
      return ops::group_norm(g, in[0], in[1], in[2], {.groups = 3, .eps = 1e-3, .act = act, .modulation = in[3]});
    });
  expect_gradients_beside_kinks({{2, 3, 2, 4}, {2, 3, 2, 2}, {6}, {6}, {2, 12}}, [](checked_graph& g, inputs in) {
    return ops::group_norm(g, in[0], in[2], in[3],
                           {.groups = 2, .act = activation::relu, .second = in[1], .modulation = in[4]});
  });
  expect_gradients({{2, 5, 4}, {4}, {4}, {2, 8}}, [](checked_graph& g, inputs in) {
    const value first = ops::group_norm(g, in[0], in[1], in[2], {.groups = 2, .modulation = in[3]});
    return ops::group_norm(g, first, in[1], in[2], {.groups = 2, .modulation = in[3]});
  });
}

TEST(GroupNorm, AModulationScalesByOnePlusItsFirstHalfAndShiftsByItsSecond) {
  const index_t pixels = 7, c = 6;
  const auto x = some_numbers<double>(2 * pixels * c, 1), weight = some_numbers<double>(c, 2),
             bias = some_numbers<double>(c, 3), modulation = some_numbers<double>(2 * 2 * c, 4);
  cpu_context ctx(2);
  checked_graph g(ctx);
  const value image = g.scalar_input({x.data(), {2, pixels, c}}), m = g.scalar_input({modulation.data(), {2, 2 * c}});
  const real_value w = g.input({weight.data(), {c}}), b = g.input({bias.data(), {c}});
  const value plain = ops::group_norm(g, image, w, b, {.groups = 3});
  const value modulated = ops::group_norm(g, image, w, b, {.groups = 3, .modulation = m});
  for (index_t i = 0; i < 2 * pixels * c; ++i) {
    const auto at = static_cast<std::size_t>(i / (pixels * c) * 2 * c + i % c);
    const double want = g.data(plain)[i] * (1 + modulation[at]) + modulation[at + static_cast<std::size_t>(c)];
    EXPECT_NEAR(g.data(modulated)[i], want, 1e-14);  // the same products, in another order
  }
  EXPECT_THROW(ops::group_norm(g, image, w, b, {.groups = 3, .modulation = image}), error);
}

TEST(GroupNorm, ReadsTwoInputsAsIfTheyWereOne) {
  const index_t pixels = 6, c0 = 5, c1 = 7, c = c0 + c1;
  const auto both = some_numbers<float>(2 * pixels * c, 1), weight = some_numbers<float>(c, 2),
             bias = some_numbers<float>(c, 3);
  std::vector<float> first, second;
  for (index_t p = 0; p < 2 * pixels; ++p) {
    first.insert(first.end(), both.begin() + p * c, both.begin() + p * c + c0);
    second.insert(second.end(), both.begin() + p * c + c0, both.begin() + (p + 1) * c);
  }
  cpu_context ctx(2);
  graph<cpu<float>> g(ctx);
  const real_value w = g.input({weight.data(), {c}}), b = g.input({bias.data(), {c}});
  const value together = ops::group_norm(g, g.scalar_input({both.data(), {2, pixels, c}}), w, b, {.groups = 3});
  const value apart = ops::group_norm(g, g.scalar_input({first.data(), {2, pixels, c0}}), w, b,
                                      {.groups = 3, .second = g.scalar_input({second.data(), {2, pixels, c1}})});
  ASSERT_EQ(g.shape_of(apart), g.shape_of(together));
  // The same sums, but lanes hold other channels.
  for (index_t i = 0; i < 2 * pixels * c; ++i) EXPECT_NEAR(g.data(apart)[i], g.data(together)[i], 1e-6f);
}

TEST(GroupNorm, KeepsItsPrecisionWhereTheFirstPixelIsFarFromTheMean) {
  // What a one-pass or shifted sum of squares gets wrong by a factor.
  const index_t pixels = 1024;
  std::vector<float> x = some_numbers<float>(pixels, 1);
  for (float& v : x) v += 4096;
  x[0] = 0;
  double mean = 0, variance = 0;
  for (float v : x) mean += static_cast<double>(v) / static_cast<double>(pixels);
  for (float v : x) variance += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
  variance /= static_cast<double>(pixels);
  const std::vector<float> one = {1}, zero = {0};
  cpu_context ctx(1);
  graph<cpu<float>> g(ctx);
  const value y = ops::group_norm(g, g.scalar_input({x.data(), {1, pixels, 1}}), g.input({one.data(), {1}}),
                                  g.input({zero.data(), {1}}), {.groups = 1});
  // The mean itself is rounded to a float: 4096 * 2^-24 of a deviation of 128.
  for (index_t i = 0; i < pixels; ++i)
    EXPECT_NEAR(static_cast<double>(g.data(y)[i]),
                (static_cast<double>(x[static_cast<std::size_t>(i)]) - mean) / std::sqrt(variance), 1e-5);
}

}  // namespace
