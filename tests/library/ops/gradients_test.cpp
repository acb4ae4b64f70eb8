#include <gtest/gtest.h>

#include "../gradient_case.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/attention.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/embedding.hpp"
#include "sfumato/ops/group_norm.hpp"
#include "sfumato/ops/linear.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/scale.hpp"
#include "sfumato/ops/upsample.hpp"

// Every operation but conv2d, which has a file of its own.
namespace {

using namespace sfumato_test;

TEST(LinearGradient, EqualsDifferencesForEveryOption) {
  expect_gradients({{3, 5}, {5, 4}}, [](checked_graph& g, inputs in) { return ops::linear(g, in[0], in[1]); });
  expect_gradients({{2, 3, 6}, {6, 9}, {9}, {2, 3, 9}}, [](checked_graph& g, inputs in) {
    return ops::linear(g, in[0], in[1], {.bias = in[2], .residual = in[3], .act = activation::silu});
  });
  expect_gradients_beside_kinks({{3, 5}, {5, 17}, {17}}, [](checked_graph& g, inputs in) {
    return ops::linear(g, in[0], in[1], {.bias = in[2], .act = activation::relu});
  });
}

TEST(LinearGradient, EqualsDifferencesOverManyRows) {
  expect_gradients({{130, 2}, {2, 3}, {3}},
                   [](checked_graph& g, inputs in) { return ops::linear(g, in[0], in[1], {.bias = in[2]}); });
}

TEST(LinearGradient, AddsUpWhereAnInputIsTheResidualToo) {
  expect_gradients({{3, 4}, {4, 4}}, [](checked_graph& g, inputs in) {
    return ops::linear(g, in[0], in[1], {.residual = in[0], .act = activation::silu});
  });
}

TEST(ActivationGradient, EqualsDifferences) {
  expect_gradients({{2, 3, 5}}, [](checked_graph& g, inputs in) { return ops::silu(g, in[0]); });
  expect_gradients_beside_kinks({{37}}, [](checked_graph& g, inputs in) { return ops::relu(g, in[0]); });
}

TEST(AddGradient, EqualsDifferencesAndAddsUp) {
  expect_gradients({{2, 7}, {2, 7}}, [](checked_graph& g, inputs in) { return ops::add(g, in[0], in[1]); });
  expect_gradients({{2, 7}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::silu(g, in[0]), ops::add(g, in[0], in[0]));
  });
}

TEST(ScaleGradient, EqualsDifferencesAndAddsUp) {
  expect_gradients({{3, 5}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::scale(g, in[0], -2.5), ops::scale(g, in[0], 0.25));
  });
  expect_gradients({{3, 5}}, [](checked_graph& g, inputs in) { return ops::silu(g, ops::scale(g, in[0], 2, -1)); });
}

TEST(UpsampleGradient, EqualsDifferencesAndAddsUp) {
  expect_gradients({{2, 3, 2, 5}}, [](checked_graph& g, inputs in) { return ops::upsample(g, in[0]); });
  expect_gradients({{2, 2, 3, 3}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::upsample(g, in[0]), ops::upsample(g, ops::silu(g, in[0])));
  });
}

TEST(Upsample, ShowsEachPixelFourTimes) {
  cpu_context ctx(1);
  checked_graph g(ctx);
  const std::vector<double> x = some_numbers<double>(2 * 3 * 4 * 5, 1);
  const value y = ops::upsample(g, g.scalar_input({x.data(), {2, 3, 4, 5}}));
  ASSERT_EQ(g.shape_of(y), (shape{2, 6, 8, 5}));
  for (index_t n = 0, k = 0; n < 2; ++n)
    for (index_t i = 0; i < 6; ++i)
      for (index_t j = 0; j < 8; ++j)
        for (index_t c = 0; c < 5; ++c, ++k)
          ASSERT_EQ(g.data(y)[k], x[static_cast<std::size_t>(((n * 3 + i / 2) * 4 + j / 2) * 5 + c)]);
}

TEST(PoolGradient, EqualsDifferencesForEvenAndOddImages) {
  for (const shape& s : {shape{2, 4, 6, 3}, shape{2, 5, 7, 3}, shape{1, 2, 3, 17}}) {
    expect_gradients_beside_kinks({s}, [](checked_graph& g, inputs in) { return ops::max_pool(g, in[0]); });
    expect_gradients({s}, [](checked_graph& g, inputs in) { return ops::avg_pool(g, in[0]); });
  }
}

TEST(PoolGradient, AddsUpWhereTheImageIsUsedTwice) {
  expect_gradients_beside_kinks({{2, 5, 4, 3}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::max_pool(g, in[0]), ops::avg_pool(g, in[0]));
  });
}

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

TEST(AttentionGradient, EqualsDifferencesForOneAndMoreHeads) {
  for (const index_t heads : {index_t{1}, index_t{2}, index_t{6}})
    expect_gradients({{2, 5, 6}, {2, 5, 6}, {2, 5, 6}},
                     [&](checked_graph& g, inputs in) { return ops::attention(g, in[0], in[1], in[2], heads); });
}

TEST(AttentionGradient, EqualsDifferencesWhereQueriesAndKeysDifferInNumber) {
  expect_gradients({{2, 3, 4}, {2, 9, 4}, {2, 9, 4}},
                   [](checked_graph& g, inputs in) { return ops::attention(g, in[0], in[1], in[2], 2); });
}

TEST(AttentionGradient, EqualsDifferencesOverMoreQueriesThanABlock) {
  expect_gradients({{1, 67, 2}, {1, 3, 2}, {1, 3, 2}},
                   [](checked_graph& g, inputs in) { return ops::attention(g, in[0], in[1], in[2]); });
}

TEST(AttentionGradient, AddsUpWhereOneValueIsQueriesKeysAndValues) {
  expect_gradients({{2, 2, 3, 4}},
                   [](checked_graph& g, inputs in) { return ops::attention(g, in[0], in[0], in[0], 2); });
  expect_gradients({{2, 6, 4}}, [](checked_graph& g, inputs in) {
    return ops::add(g, ops::attention(g, ops::silu(g, in[0]), in[0], in[0]), ops::silu(g, in[0]));
  });
}

TEST(MseGradient, EqualsDifferencesWithAndWithoutWeights) {
  expect_gradients({{3, 4}, {3, 4}}, [](checked_graph& g, inputs in) { return ops::mse(g, in[0], in[1]); });
  const std::vector<double> weights = {0.5, 2, 0.125};
  expect_gradients({{3, 4}, {3, 4}}, [&](checked_graph& g, inputs in) {
    return ops::mse(g, in[0], in[1], g.input({weights.data(), {3}}));
  });
  expect_gradients({{3, 4}}, [](checked_graph& g, inputs in) {
    return ops::mse(g, in[0], ops::to_real(g, ops::scale(g, in[0], 0.3)));
  });
}

TEST(EmbeddingGradient, EqualsDifferencesAndAddsUpWhereALabelComesTwice) {
  const std::vector<whole> labels = {1, 3, 1};
  expect_gradients({{3, 5}, {4, 5}}, [&](checked_graph& g, inputs in) {
    return ops::add_embedding(g, in[0], g.input({labels.data(), {3}}), in[1]);
  });
}

TEST(Ops, SayWhatDoesNotFit) {
  cpu_context ctx(1);
  graph<cpu<float>> g(ctx);
  const std::vector<float> zeros(1000);
  const auto make = [&](const shape& s) { return g.scalar_input({zeros.data(), s}); };
  const auto weights = [&](const shape& s) { return g.input({zeros.data(), s}); };
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const error& e) {
      return e.what();
    }
    return "nothing thrown";
  };
  EXPECT_EQ(message([&] {
              ops::add(g, make({2, 3}), make({3, 2}));
            }),
            "add: expected two tensors of one shape, got (2,3) and (3,2)");
  EXPECT_EQ(message([&] {
              ops::linear(g, make({2, 3}), weights({4, 5}));
            }),
            "linear: expected x (...,in) and weights (in,out), got x (2,3) and weights (4,5)");
  EXPECT_EQ(message([&] {
              ops::group_norm(g, make({2, 3, 6}), weights({6}), weights({6}), {.groups = 4});
            }),
            "group_norm: expected a number of groups that divides 6 channels, got 4");
  EXPECT_EQ(message([&] {
              ops::group_norm(g, make({2, 3, 6}), weights({5}), weights({6}), {.groups = 2});
            }),
            "group_norm: expected weight and bias of 6 elements, got (5) and (6)");
  EXPECT_EQ(message([&] {
              ops::group_norm(g, make({2, 3, 6}), weights({8}), weights({8}), {.groups = 2, .second = make({2, 4, 2})});
            }),
            "group_norm: expected a second input that differs from x (2,3,6) in its channels only");
  EXPECT_EQ(message([&] {
              ops::attention(g, make({2, 3, 6}), make({2, 3, 4}), make({2, 3, 4}));
            }),
            "attention: expected q (N,L,C), k and v (N,M,C), got (2,3,6), (2,3,4) and (2,3,4)");
  EXPECT_EQ(message([&] {
              ops::attention(g, make({2, 3, 6}), make({2, 3, 6}), make({2, 3, 6}), 4);
            }),
            "attention: expected a number of heads that divides 6 channels, got 4");
  EXPECT_EQ(message([&] {
              ops::max_pool(g, make({2, 1, 4, 3}));
            }),
            "pool: expected x (N,H,W,C) with H and W of at least 2, got (2,1,4,3)");
}

}  // namespace
