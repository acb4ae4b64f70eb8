#include <gtest/gtest.h>

#include <limits>

#include "../io/temporary_folder.hpp"
#include "array_module.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/gradient_clip.hpp"
#include "sfumato/optim/sgd.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;
using B = elementwise_cpu<float>;

static_assert(optimizer<adam<B>, B> && optimizer<sgd<B>, B>);

/// More than a chunk of the backend, and no multiple of a register.
constexpr index_t many = 20001;

TEST(Optimizer, TakesTheMovingAverageInTheSamePassToTheSameNumbers) {
  array_slab<double> together(many), apart(many);
  using D = elementwise_cpu<double>;
  for (auto* model : {&together, &apart}) model->put_values(some_numbers<double>(many, 1));
  adam<D> one(together.slab), two(apart.slab);
  ema<D> average_one(together.slab), average_two(apart.slab);
  for (std::uint64_t k = 0; k < 5; ++k) {
    for (auto* model : {&together, &apart}) model->put_grads(some_numbers<double>(many, 10 + k));
    one.step(together.slab, {.learning_rate = 0.1, .average = &average_one});
    two.step(apart.slab, {.learning_rate = 0.1});
    average_two.update(apart.slab);
  }
  for (index_t i = 0; i < many; ++i) {
    ASSERT_DOUBLE_EQ(together.slab.values()[i], apart.slab.values()[i]) << i;
    ASSERT_DOUBLE_EQ(average_one.values().data()[i], average_two.values().data()[i]) << i;
  }
  EXPECT_EQ(average_one.steps(), average_two.steps());
  EXPECT_NE(average_one.values().data()[0], together.slab.values()[0]);
}

TEST(Optimizer, GivesTheSameBitsOnAnyNumberOfThreads) {
  const auto run = [](int threads) {
    cpu_context ctx(threads);
    array_module<float> module(many);
    parameter_slab<B> slab(ctx, module);
    adam<B> optimizer(slab, adamw_options());
    ema<B> average(slab);
    gradient_clip<B> limit(ctx, 1);
    for (std::uint64_t k = 0; k < 3; ++k) {
      array_slab<float>::put(some_numbers<float>(many, k), slab.grads());
      optimizer.step(slab, {.grad_scale = limit.factor(slab), .average = &average});
    }
    auto numbers = array_slab<float>::get(slab.values(), many);
    const auto averaged = array_slab<float>::get(average.values().data(), many);
    numbers.insert(numbers.end(), averaged.begin(), averaged.end());
    return numbers;
  };
  const auto one = run(1);
  EXPECT_EQ(run(2), one);
  EXPECT_EQ(run(3), one);
}

TEST(Optimizer, ContinuesFromSavedStateToTheSameBits) {
  const auto train = [](array_slab<float>& model, adam<B>& optimizer, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t k = from; k < to; ++k) {
      model.put_grads(some_numbers<float>(many, k));
      optimizer.step(model.slab, {});
    }
  };
  array_slab<float> straight(many), stopped(many), resumed(many);
  adam<B> one(straight.slab), two(stopped.slab), three(resumed.slab);
  train(straight, one, 0, 7);
  train(stopped, two, 0, 3);
  resumed.put_values(stopped.values());
  std::vector<std::vector<float>> saved;
  two.visit_state([&](const char*, auto& array) { saved.push_back(stopped.get(array.data(), array.size())); });
  std::size_t next = 0;
  three.visit_state([&](const char*, auto& array) { resumed.put(saved[next++], array.data()); });
  three.set_steps(two.steps());
  train(resumed, three, 3, 7);
  EXPECT_EQ(resumed.values(), straight.values());
}

TEST(Optimizer, AdamsFirstStepIsTheLearningRateAgainstTheGradientsSign) {
  array_slab<double> model(3);
  adam<elementwise_cpu<double>> optimizer(model.slab);
  model.put_grads({1e-3, -5, 1e4});
  optimizer.step(model.slab, {.learning_rate = 0.5});
  // g / (|g| + 1e-8) differs from the sign by 1e-8 / |g|.
  EXPECT_NEAR(model.values()[0], -0.5, 1e-5);
  EXPECT_NEAR(model.values()[1], 0.5, 1e-8);
  EXPECT_NEAR(model.values()[2], -0.5, 1e-8);
}

TEST(Optimizer, NamesOptionsOutOfRange) {
  array_slab<float> model(1);
  const auto adam_with = [&](const adam_options& options) { return message_of([&] { adam<B>(model.slab, options); }); };
  EXPECT_TRUE(says(adam_with({.beta1 = 1}), {"adam", "betas", "got 1"}));
  EXPECT_TRUE(says(adam_with({.beta2 = -0.5}), {"adam", "betas", "-0.5"}));
  EXPECT_TRUE(says(adam_with({.epsilon = 0}), {"adam", "epsilon"}));
  EXPECT_TRUE(says(adam_with({.weight_decay = -1}), {"adam", "weight decay", "-1"}));
  EXPECT_TRUE(says(message_of([&] { sgd<B>(model.slab, {.momentum = 1}); }), {"sgd", "momentum", "got 1"}));
  adam<B> optimizer(model.slab);
  EXPECT_TRUE(says(message_of([&] { optimizer.step(model.slab, {.learning_rate = -1}); }), {"learning rate", "-1"}));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(says(message_of([&] { optimizer.step(model.slab, {.learning_rate = nan}); }), {"learning rate", "nan"}));
  EXPECT_EQ(optimizer.steps(), 0);
}

}  // namespace
