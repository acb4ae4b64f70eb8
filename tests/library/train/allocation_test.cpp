#include <gtest/gtest.h>

#include <functional>

#include "../counted_heap.hpp"
#include "sfumato/train/edm_objective.hpp"
#include "sfumato/train/flow_objective.hpp"
#include "tiny_training.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

TEST(Allocations, AreCounted) {
  const long before = allocations;
  cpu_context::release(cpu_context::allocate(64));
  EXPECT_EQ(allocations - before, 1);
  std::vector<int> numbers(1000);
  EXPECT_EQ(allocations - before, 2);
}

TEST(Allocations, ATrainingStepInSteadyStateMakesNone) {
  for (const bool everything : {false, true}) {
    training_options options = tiny_options();
    if (everything) {
      options.classes = 2;
      options.max_grad_norm = 1;
      options.min_snr_gamma = 5;
      options.prediction = prediction_type::v_prediction;
    }
    tiny_training run(options, 2);
    long before = 0, made = -1;
    training_run plan{.epochs = 4};
    plan.after_step = [&](const training_progress& p) {
      if (p.epoch == 1 && p.batch == 0) before = allocations;
      if (p.epoch == 3 && p.batch == 5) made = allocations - before;
      return true;
    };
    run.training.run(tiny_digits(), plan);
    EXPECT_EQ(made, 0) << "with" << (everything ? "" : "out") << " all options";
  }
}

/// Of a step late in a training, with labels and clipping.
template <class Objective>
long allocations_towards(const std::function<Objective(cpu_context&)>& towards) {
  training_options options = tiny_options();
  options.classes = 2;
  options.max_grad_norm = 1;
  cpu_context ctx(2);
  tiny_unet net(2, {2, 3, 4});
  parameter_slab<tiny_backend> slab(ctx, net);
  slab.initialize(net, 7);
  trainer<tiny_backend, tiny_unet, Objective> training(net, slab, towards(ctx), adam<tiny_backend>(slab), options);
  long before = 0, made = -1;
  training_run plan{.epochs = 4};
  plan.after_step = [&](const training_progress& p) {
    if (p.epoch == 1 && p.batch == 0) before = allocations;
    if (p.epoch == 3 && p.batch == 5) made = allocations - before;
    return true;
  };
  training.run(tiny_digits(), plan);
  return made;
}

TEST(Allocations, ATrainingStepMakesNoneWhateverTheObjective) {
  using edm = edm_objective<tiny_backend>;
  using flow = flow_objective<tiny_backend>;
  EXPECT_EQ(allocations_towards<edm>([](cpu_context& ctx) { return edm(ctx); }), 0);
  EXPECT_EQ(allocations_towards<flow>([](cpu_context& ctx) { return flow(ctx); }), 0);
}

}  // namespace
