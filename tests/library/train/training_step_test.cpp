#include "sfumato/train/training_step.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "../counting_backend.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/train/ddpm_objective.hpp"

namespace {

using namespace sfumato_test;
using C = counting_backend;
using network = simple_unet<C>;

const shape extent{6, 8, 8, 1};
const std::vector<int> labels = {0, 1, 2, 0, 1, 2};

template <class Optimizer>
struct tiny_step {
  cpu_context ctx{2};
  network net;
  parameter_slab<C> slab{ctx, net};
  linear_beta schedule{scaled_beta_range(50)};
  training_step<C, network, ddpm_objective<C>, Optimizer> step;
  std::vector<float> images = some_numbers<float>(extent.size(), 1);

  explicit tiny_step(index_t classes = 0, const step_options& options = {}, const ddpm_options& towards = {})
      : net(classes, {4, 5, 6}),
        slab(started()),
        step(net, slab, ddpm_objective<C>(ctx, schedule, towards), Optimizer(slab), options) {}

  void run() { step({images.data(), extent}, net.classes() > 0 ? labels : std::vector<int>()); }
  std::vector<float> parameters() const { return {slab.values(), slab.values() + slab.size()}; }

 private:
  parameter_slab<C> started() {
    parameter_slab<C> fresh(ctx, net);
    fresh.initialize(net, 7);
    return fresh;
  }
};

template <class Optimizer>
void expect_quiet_steps(tiny_step<Optimizer>&& of, long uploads) {
  of.run();
  std::vector<const void*> first;
  backend_counts kind;
  for (int k = 0; k < 4; ++k) {
    C::forget();
    of.run();
    EXPECT_EQ(C::seen.uploads, uploads) << "images, and labels where there are any";
    EXPECT_EQ(C::seen.downloads, 0);
    EXPECT_EQ(C::seen.waits, 0);
    EXPECT_EQ(C::seen.allocations, 0);
    EXPECT_GT(C::seen.kernels, 40);
    if (first.empty()) first = C::addresses, kind = C::seen;
    EXPECT_EQ(C::seen, kind);
    EXPECT_EQ(C::addresses, first);
  }
}

TEST(TrainingStep, NeverAsksTheHostAndSeesTheSameAddresses) {
  expect_quiet_steps(tiny_step<adam<C>>(0, {.report_every = 10}), 1);
  expect_quiet_steps(tiny_step<sgd<C>>(3, {.rate = {.warmup_steps = 3}, .max_grad_norm = 1, .report_every = 10},
                                       {.prediction = prediction_type::v_prediction, .min_snr_gamma = 5}),
                     2);
}

TEST(TrainingStep, ReportsEveryStepOnceHoweverSeldomItIsAsked) {
  const auto losses = [](index_t every) {
    tiny_step<adam<C>> of(0, {.report_every = every});
    std::vector<double> all;
    for (index_t k = 1; k <= 12; ++k) {
      of.run();
      if (k % every == 0) of.step.report([&](const auto& seen) { all.push_back(seen.loss); });
    }
    EXPECT_EQ(of.step.steps(), 12);
    return std::pair(all, of.parameters());
  };
  const auto each = losses(1);
  EXPECT_EQ(each.first.size(), 12u);
  EXPECT_EQ(losses(4), each);
  EXPECT_EQ(losses(12), each);
  tiny_step<adam<C>> unread(0, {.report_every = 2});
  unread.run();
  unread.run();
  EXPECT_THROW(unread.run(), error);
}

TEST(TrainingStep, ABadStepIsNamedLaterAndNothingHasChangedSince) {
  tiny_step<adam<C>> of(0, {.report_every = 10}), good(0, {.report_every = 10});
  for (int k = 0; k < 4; ++k) {
    of.run();
    good.run();
  }
  const float kept = of.images[5];
  of.images[5] = std::numeric_limits<float>::quiet_NaN();
  of.run();
  of.images[5] = kept;
  of.run();
  EXPECT_EQ(of.parameters(), good.parameters());
  int seen = 0;
  const auto [step, loss] = of.step.report([&](const auto&) { ++seen; });
  EXPECT_EQ(step, 5);
  EXPECT_TRUE(std::isnan(loss));
  EXPECT_EQ(seen, 4);
  EXPECT_EQ(of.step.steps(), 4);

  // As if the bad batch had never come.
  good.step.report([](const auto&) {});
  of.run();
  good.run();
  EXPECT_EQ(of.parameters(), good.parameters());
  EXPECT_EQ(of.step.report([](const auto&) {}).first, 0);
}

TEST(TrainingStep, TakesAnyOptimizer) {
  tiny_step<sgd<C>> plain;
  const auto before = plain.parameters();
  std::vector<double> losses;
  for (int k = 0; k < 100; ++k) {
    plain.run();
    plain.step.report([&](const auto& seen) { losses.push_back(seen.loss); });
  }
  EXPECT_NE(plain.parameters(), before);
  double early = 0, late = 0;
  for (std::size_t k = 0; k < 20; ++k) early += losses[k], late += losses[80 + k];
  EXPECT_LT(late, early);
}

TEST(TrainingStep, RefusesLabelsThatDoNotFit) {
  tiny_step<adam<C>> conditioned(3), plain;
  const view<const float> images{plain.images.data(), extent};
  EXPECT_THROW(conditioned.step(images), error);
  EXPECT_THROW(conditioned.step(images, std::vector<int>{0, 1, 2, 3, 0, 1}), error);
  EXPECT_THROW(plain.step(images, labels), error);
  EXPECT_NO_THROW(conditioned.step(images, labels));
}

}  // namespace
