#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "../counting_backend.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/train/edm_objective.hpp"
#include "sfumato/train/flow_objective.hpp"
#include "sfumato/train/training_step.hpp"
#include "tiny_training.hpp"

// What holds for every objective whose batch is mixed of image and noise.

namespace {

using namespace sfumato_test;
using C = counting_backend;

template <class T>
struct towards {};
template <class B>
struct towards<edm_objective<B>> {
  static edm_objective<B> make(cpu_context& ctx, std::uint64_t seed) { return edm_objective<B>(ctx, {.seed = seed}); }
};
template <class B>
struct towards<flow_objective<B>> {
  static flow_objective<B> make(cpu_context& ctx, std::uint64_t seed) {
    return flow_objective<B>(ctx, straight_path(), {.seed = seed, .times = time_draw::logit_normal});
  }
};

template <class Objective>
struct Objectives : testing::Test {};
using all_objectives = testing::Types<edm_objective<C>, flow_objective<C>>;
TYPED_TEST_SUITE(Objectives, all_objectives, );

TYPED_TEST(Objectives, AStepNeverAsksTheHostAndSeesTheSameAddresses) {
  cpu_context ctx(2);
  simple_unet<C> net(3, {4, 5, 6});
  parameter_slab<C> slab(ctx, net);
  slab.initialize(net, 7);
  training_step<C, simple_unet<C>, TypeParam, adam<C>> step(net, slab, towards<TypeParam>::make(ctx, 0), adam<C>(slab),
                                                            {.report_every = 10});
  const shape extent{6, 8, 8, 1};
  const auto images = some_numbers<float>(extent.size(), 1);
  const std::vector<int> labels = {0, 1, 2, 0, 1, 2};
  step({images.data(), extent}, labels);
  std::vector<const void*> first;
  for (int k = 0; k < 4; ++k) {
    C::forget();
    step({images.data(), extent}, labels);
    EXPECT_EQ(C::seen.uploads, 2) << "images and labels";
    EXPECT_EQ(C::seen.downloads + C::seen.waits + C::seen.allocations, 0);
    if (first.empty()) first = C::addresses;
    EXPECT_EQ(C::addresses, first);
  }
}

TYPED_TEST(Objectives, ArePureFunctionsOfSeedStepAndPlaceOnAnyNumberOfThreads) {
  const auto drawn = [](int threads, index_t images, std::uint64_t seed, whole step) {
    cpu_context ctx(threads);
    auto batch = towards<TypeParam>::make(ctx, seed);
    const auto pixels = some_numbers<float>(images * 256, 1);
    batch.prepare({pixels.data(), {images, 16, 16, 1}}, &step);
    std::vector<float> all;
    for (const view<const float> part : {batch.input(), batch.target(), batch.times()}) {
      const index_t each = part.size() / images;
      all.insert(all.end(), part.data, part.data + 5 * each);
    }
    return all;
  };
  const auto first = drawn(1, 200, 1, 7);
  EXPECT_EQ(drawn(3, 200, 1, 7), first);
  EXPECT_EQ(drawn(2, 5, 1, 7), first);
  EXPECT_NE(drawn(1, 200, 1, 8), first);
  EXPECT_NE(drawn(1, 200, 2, 7), first);
}

TYPED_TEST(Objectives, NameWhatDoesNotFit) {
  cpu_context ctx(1);
  auto batch = towards<TypeParam>::make(ctx, 0);
  const std::vector<float> pixels(36);
  const whole step = 0;
  EXPECT_THROW(batch.prepare({pixels.data(), {36}}, &step), error);
}

TEST(Objectives, AnInterruptedTrainingIsOfTheSameRecipeOnly) {
  cpu_context ctx(1);
  const auto recipe = [](const auto& objective) {
    std::map<std::string, std::string> text;
    objective.recipe([&](const char* name, const std::string& value_text) { text[name] = value_text; });
    return text;
  };
  const auto plain = recipe(edm_objective<C>(ctx));
  EXPECT_NE(recipe(edm_objective<C>(ctx, {.network = {.sigma_data = 0.6}})), plain);
  EXPECT_NE(recipe(edm_objective<C>(ctx, {.network = {.time_scale = 99}})), plain);
  EXPECT_NE(recipe(edm_objective<C>(ctx, {.p_mean = -1})), plain);
  EXPECT_NE(recipe(edm_objective<C>(ctx, {.p_std = 1})), plain);
  const auto flow = recipe(flow_objective<C>(ctx));
  EXPECT_NE(flow, plain);
  EXPECT_NE(recipe(flow_objective<C>(ctx, straight_path(500))), flow);
  EXPECT_NE(recipe(flow_objective<C>(ctx, straight_path(), {.times = time_draw::logit_normal})), flow);
  EXPECT_NE(recipe(flow_objective<C>(ctx, straight_path(), {.shift = 3})), flow);
}

}  // namespace
