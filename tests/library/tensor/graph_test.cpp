#include "sfumato/tensor/graph.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/linear.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/ops/scale.hpp"

namespace {

using namespace sfumato_test;
using B = cpu<double>;

struct one_weight {
  parameter<double> weight{{2}, parameter_role::bias, 1};
  constexpr void visit(auto&& v) { v("weight", weight); }
};

class Graph : public testing::Test {
 protected:
  cpu_context ctx{2};
  graph<B> g{ctx};
  one_weight module;
  parameter_slab<B> slab{ctx, module};
};

TEST_F(Graph, AddsUpTheGradientsOfAValueUsedTwice) {
  const std::vector<double> x = {1, 2}, ones = {1, 1};
  std::vector<double> gx(2, -7);
  const value in = g.scalar_input({x.data(), {2}}, gx.data());
  g.backward(weighted_sum(g, ops::add(g, ops::scale(g, in, 3), in), ones.data()));
  EXPECT_EQ(gx, (std::vector<double>{4, 4})) << "an input's gradient is written, not added to";
}

TEST_F(Graph, AddsToTheGradientsOfParametersUntilTheyAreZeroed) {
  const std::vector<double> ones = {1, 1};
  for (int step = 1; step <= 3; ++step) {
    g.rewind();
    g.backward(weighted_sum(g, ops::scale(g, ops::to_scalar(g, g(module.weight)), 2), ones.data()));
    EXPECT_EQ(slab.grads()[0], 2.0 * step);
  }
  slab.zero_grads();
  EXPECT_EQ(slab.grads()[1], 0);
}

TEST_F(Graph, AParameterGivenTwiceCollectsBothGradients) {
  const std::vector<double> ones = {1, 1};
  g.backward(weighted_sum(g, ops::add(g, ops::to_scalar(g, g(module.weight)), ops::to_scalar(g, g(module.weight))),
                          ones.data()));
  EXPECT_EQ(slab.grads()[0], 2);
}

TEST_F(Graph, SkipsWhatTheLossDoesNotDependOn) {
  const std::vector<double> x = {1, 2}, ones = {1, 1};
  std::vector<double> gx(2, -7);
  const value unused = ops::silu(g, g.scalar_input({x.data(), {2}}, gx.data()));
  g.backward(weighted_sum(g, g(module.weight), ones.data()));
  EXPECT_EQ(gx, (std::vector<double>{-7, -7}));
  EXPECT_EQ(g.grad(unused), nullptr);
}

TEST_F(Graph, ComputesNoGradientOfWhatNeedsNone) {
  const std::vector<double> x = {1, 2};
  const value in = g.scalar_input({x.data(), {2}}), y = ops::silu(g, in);
  EXPECT_FALSE(g.needs_grad(in));
  EXPECT_FALSE(g.needs_grad(y));
  EXPECT_TRUE(g.needs_grad(ops::add(g, y, ops::to_scalar(g, g(module.weight)))));
  EXPECT_NO_THROW(g.backward(ops::mse(g, ops::to_real(g, y), ops::to_real(g, in))));
}

TEST_F(Graph, WantsALossOfOneElement) {
  try {
    g.backward(g(module.weight));
    FAIL();
  } catch (const error& e) {
    EXPECT_STREQ(e.what(), "backward: expected a loss of one element, got shape (2)");
  }
}

TEST_F(Graph, SeesTheSameAddressesAfterRewinding) {
  std::vector<double*> first;
  const std::vector<double> x(5000);
  for (int step = 0; step < 3; ++step) {
    g.rewind();
    EXPECT_EQ(g.size(), 0);
    value v = g.scalar_input({x.data(), {5000}});
    std::vector<double*> addresses;
    for (int k = 0; k < 300; ++k) {
      v = ops::scale(g, v, 1);
      addresses.push_back(g.data(v));
    }
    if (step == 0) first = addresses;
    EXPECT_EQ(addresses, first);
  }
  EXPECT_GE(g.memory(), 300 * 5000 * 8);
}

TEST_F(Graph, GivesAnEmptyValueNeitherDataNorGradient) {
  EXPECT_FALSE(value{});
  EXPECT_EQ(g.data(value{}), nullptr);
  EXPECT_FALSE(g.needs_grad(value{}));
  EXPECT_FALSE(g.grad_for(value{}));
}

TEST(Arena, GivesAlignedMemoryThatDoesNotOverlap) {
  cpu_context ctx(1);
  arena<cpu<float>> memory(ctx);
  std::vector<std::pair<float*, index_t>> taken;
  const auto take_all = [&] {
    random_sequence random({1, 0, 0});
    for (int k = 0; k < 200; ++k) {
      const index_t n = static_cast<index_t>(random.below(k % 50 == 0 ? 3000000 : 5000));
      taken.emplace_back(memory.take<float>(n), n);
    }
  };
  take_all();
  for (std::size_t a = 0; a < taken.size(); ++a) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(taken[a].first) % 64, 0u);
    for (std::size_t b = 0; b < a; ++b)
      ASSERT_TRUE(taken[a].first + taken[a].second <= taken[b].first ||
                  taken[b].first + taken[b].second <= taken[a].first);
  }
  const auto first = taken;
  const index_t capacity = memory.capacity();
  taken.clear();
  memory.rewind();
  take_all();
  EXPECT_EQ(taken, first);
  EXPECT_EQ(memory.capacity(), capacity);
}

}  // namespace
