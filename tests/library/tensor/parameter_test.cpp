#include "sfumato/tensor/parameter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "../messages.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/embedding.hpp"
#include "sfumato/nn/group_norm.hpp"
#include "sfumato/nn/linear.hpp"

namespace {

using namespace sfumato;
using sfumato_test::message_of;
using F = cpu<float>;

struct pair_of_layers {
  linear<F> first{4, 25}, second{4, 25};
  group_norm<F> norm{25};
  constexpr void visit(auto&& v) {
    v("first", first);
    v("second", second);
    v("norm", norm);
  }
};
static_assert(parameter_count(pair_of_layers{}) == 2 * 125 + 50);

class ParameterSlab : public testing::Test {
 protected:
  cpu_context ctx{1};
  pair_of_layers layers;
  parameter_slab<F> slab{ctx, layers};
};

TEST_F(ParameterSlab, HoldsAllParametersOneBehindTheOther) {
  const float *value = slab.values(), *grad = slab.grads();
  std::vector<std::string> names;
  for_each_parameter(layers, [&](const std::string& name, const parameter<float>& p) {
    EXPECT_EQ(p.value, value) << name;
    EXPECT_EQ(p.grad, grad) << name;
    value += p.extent.size();
    grad += p.extent.size();
    names.push_back(name);
  });
  EXPECT_EQ(value - slab.values(), slab.size());
  EXPECT_EQ(names, (std::vector<std::string>{"first.weight", "first.bias", "second.weight", "second.bias",
                                             "norm.weight", "norm.bias"}));
}

TEST_F(ParameterSlab, InitializesByRole) {
  slab.initialize(layers, 1);
  // Uniform within 1/sqrt(4), and near the bound: of 100 values none above 0.9 of it has odds of 0.9^100 = 3e-5.
  float largest = 0;
  for (index_t i = 0; i < 100; ++i) largest = std::max(largest, std::abs(layers.first.weight.value[i]));
  EXPECT_LE(largest, 0.5f);
  EXPECT_GT(largest, 0.45f);
  for (index_t i = 0; i < 25; ++i) {
    EXPECT_LE(std::abs(layers.first.bias.value[i]), 0.5f);
    EXPECT_EQ(layers.norm.weight.value[i], 1);
    EXPECT_EQ(layers.norm.bias.value[i], 0);
  }
  std::set<float> different(layers.first.weight.value, layers.first.weight.value + 100);
  different.insert(layers.second.weight.value, layers.second.weight.value + 100);
  EXPECT_GT(different.size(), 195u);
}

TEST_F(ParameterSlab, InitializesFromTheSeedAlone) {
  slab.initialize(layers, 1);
  const std::vector<float> once(slab.values(), slab.values() + slab.size());
  slab.initialize(layers, 2);
  EXPECT_NE(std::vector<float>(slab.values(), slab.values() + slab.size()), once);
  slab.initialize(layers, 1);
  EXPECT_EQ(std::vector<float>(slab.values(), slab.values() + slab.size()), once);
}

TEST(Embedding, StartsAsStandardNormalNoise) {
  cpu_context ctx(1);
  embedding<F> table(400, 32);
  parameter_slab<F> slab(ctx, table);
  slab.initialize(table, 3);
  double mean = 0, square = 0;
  const double count = static_cast<double>(slab.size());
  for (index_t i = 0; i < slab.size(); ++i) {
    const double x = static_cast<double>(table.weight.value[i]);
    mean += x / count;
    square += x * x / count;
  }
  // 12,800 numbers: mean within 4 / sqrt(n), variance within 4 sqrt(2 / n); the bound of a uniform start is 0.18.
  EXPECT_NEAR(mean, 0, 0.036);
  EXPECT_NEAR(square, 1, 0.05);
}

struct twins {
  linear<F> first{4, 4}, second{4, 4};
  constexpr void visit(auto&& v) {
    v("layer", first);
    v("layer", second);
  }
};

struct forgetful {
  linear<F> named{4, 4}, forgotten{4, 4};
  constexpr void visit(auto&& v) { v("named", named); }
  value operator()(graph<F>& g, value x) const { return forgotten(g, named(g, x)); }
};

TEST(ParameterSlabOf, TwoChildrenOfOneNameIsRefused) {
  cpu_context ctx(1);
  twins module;
  EXPECT_EQ(message_of([&] { parameter_slab<F>(ctx, module); }),
            "parameter slab: two parameters are named 'layer.weight'; give each child a name of its own in visit()");
}

TEST(ParameterSlabOf, WhatNoSlabHoldsIsNamedWhenItIsUsed) {
  cpu_context ctx(1);
  graph<F> g(ctx);
  const std::vector<float> x(8);
  const linear<F> unbound(4, 4);
  const std::string sentence =
      " has no values: bind its module to a parameter_slab, and name every child in its "
      "visit()";
  const auto says_so = [&](const std::function<void()>& run) {
    return message_of(run).find(sentence) != std::string::npos;
  };
  EXPECT_TRUE(says_so([&] { unbound(g, g.scalar_input({x.data(), {2, 4}})); }));
  forgetful module;
  parameter_slab<F> slab(ctx, module);
  EXPECT_TRUE(says_so([&] { module(g, g.scalar_input({x.data(), {2, 4}})); }));
  EXPECT_NE(message_of([&] {
              ops::add_embedding(g, g.scalar_input({x.data(), {2, 4}}), {}, {});
            }).find("an empty one"),
            std::string::npos);
}

TEST_F(ParameterSlab, RefusesAModuleOfAnotherSize) {
  linear<F> other(3, 3);
  EXPECT_THROW(slab.bind(other), error);
}

}  // namespace
