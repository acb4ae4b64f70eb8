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

// Every operation but conv2d and group_norm, which have files of their own.
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
