#include "sfumato/diffusion/sampling_run.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "../counting_backend.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/nn/simple_unet.hpp"

namespace {

using namespace sfumato_test;
using C = counting_backend;
using net_denoiser = network_denoiser<C, simple_unet<C>>;

const shape extent{2, 8, 8, 1};

struct small_network {
  cpu_context ctx{2};
  simple_unet<C> net{unet_widths{4, 5, 6}};
  parameter_slab<C> slab{ctx, net};
  linear_beta schedule{scaled_beta_range(200)};
  net_denoiser denoiser{net};

  small_network() { slab.initialize(net, 1); }
  template <class V>
  solver_plan plan(const V& solver, index_t count = 10) const {
    return solver.plan(schedule, steps(count).of(200), prediction_type::epsilon);
  }
};

/// Every step but the first, which plans the network's memory.
template <class D>
void expect_quiet_steps(cpu_context& ctx, D& denoiser, const solver_plan& plan) {
  sampling_run<C, D> run(ctx, denoiser, plan, {.extent = extent, .seed = 3});
  run.start();
  run.step();
  std::vector<const void*> first;
  backend_counts kind;
  while (run.steps_done() + 1 < run.steps()) {  // the last adds no noise, so it is of another kind
    C::forget();
    run.step();
    EXPECT_EQ(C::seen.uploads, 0);
    EXPECT_EQ(C::seen.downloads, 0);
    EXPECT_EQ(C::seen.waits, 0);
    EXPECT_EQ(C::seen.allocations, 0);
    EXPECT_GT(C::seen.kernels, 10);
    if (first.empty()) first = C::addresses, kind = C::seen;
    EXPECT_EQ(C::seen, kind) << "step " << run.steps_done();
    EXPECT_EQ(C::addresses, first) << "step " << run.steps_done();
  }
}

TEST(SamplingRun, AStepNeverAsksTheHostAndSeesTheSameAddresses) {
  small_network of;
  const auto quiet = [&](const solver_plan& plan) { expect_quiet_steps(of.ctx, of.denoiser, plan); };
  quiet(of.plan(ddpm{}));
  quiet(of.plan(ddim{}));
  quiet(of.plan(ddim{.correction = threshold_x0()}));
  quiet(of.plan(heun{}));
  solver_plan multistep = of.plan(ddim{});
  for (solver_stage& stage : multistep.stages) stage.keep_slot = 0, stage.set_anchor = true, stage.anchor.x = 1;
  quiet(multistep);
}

struct told_network {
  using both = guided<C, net_denoiser, net_denoiser>;
  cpu_context ctx{2};
  simple_unet<C> net{3, {4, 5, 6}};
  parameter_slab<C> slab{ctx, net};
  solver_plan plan = small_network().plan(ddim{}, 4);

  told_network() { slab.initialize(net, 1); }
  both steered() const { return both(net_denoiser(net, {0, 2}), 3.0); }
  template <class D>
  std::vector<float> drawn(D&& denoiser, index_t images = 2) {
    return sample<C>(ctx, denoiser, plan, {.extent = {images, 8, 8, 1}}).images;
  }
};

TEST(SamplingRun, AGuidedStepNeverAsksTheHostEither) {
  told_network of;
  told_network::both denoiser = of.steered();
  expect_quiet_steps(of.ctx, denoiser, of.plan);
}

TEST(SamplingRun, GuidanceFollowsWeightsThatChange) {
  told_network of;
  told_network::both denoiser = of.steered();
  const auto before = of.drawn(denoiser);
  of.slab.initialize(of.net, 2);
  const auto after = of.drawn(denoiser);
  EXPECT_NE(after, before);
  EXPECT_EQ(after, of.drawn(of.steered()));
}

TEST(SamplingRun, AConditionThatDoesNotFitSpoilsNoLaterCall) {
  told_network of;
  net_denoiser denoiser(of.net, {0, 2});
  const auto two = of.drawn(denoiser);
  EXPECT_THROW(of.drawn(denoiser, 3), error);
  EXPECT_EQ(of.drawn(denoiser), two);
}

TEST(SamplingRun, GivesTheImagesOfSample) {
  small_network of;
  for (const solver_plan& plan : {of.plan(ddpm{}), of.plan(ddim{.eta = 0.5})}) {
    const auto whole_run = sample<C>(of.ctx, of.denoiser, plan, {.extent = extent, .seed = 3});
    sampling_run<C, net_denoiser> run(of.ctx, of.denoiser, plan, {.extent = extent, .seed = 3});
    std::vector<float> images(whole_run.images.size());
    for (int again = 0; again < 2; ++again) {
      run.start();
      EXPECT_EQ(run.timestep(), -1);
      while (!run.done()) run.step();
      run.check();
      run.download(images.data());
      EXPECT_EQ(images, whole_run.images);
      EXPECT_THROW(run.step(), error);
    }
  }
}

/// A plan whose steps are two stages: one that evaluates, and one that only adds noise.
solver_plan with_added_noise(solver_plan plan) {
  std::vector<solver_stage> stages;
  for (solver_stage stage : plan.stages) {
    stage.completes_step = false;
    stages.push_back(stage);
    solver_stage churn;
    churn.evaluate = false;
    churn.timestep = stage.timestep;
    churn.next.x = 1;
    churn.noise = {.kind = step_noise::source::scalar, .deviation = 0.1};
    churn.level = stage.level;
    stages.push_back(churn);
  }
  plan.stages = stages;
  return plan;
}

TEST(SamplingRun, CountsStepsAndNotStages) {
  small_network of;
  const solver_plan plan = with_added_noise(of.plan(ddpm{}));
  EXPECT_EQ(plan.steps(), 10);
  EXPECT_EQ(plan.evaluations(), 10);
  trajectory_recorder<float> trajectory({0, 5, 10});
  sample_options<float> options;
  options.trajectory = &trajectory;
  index_t calls = 0;
  options.progress = [&](const sample_progress& p) {
    EXPECT_EQ(p.steps_done, ++calls);
    EXPECT_EQ(p.steps, 10);
    EXPECT_EQ(p.timestep, plan.stages[static_cast<std::size_t>(2 * calls - 2)].timestep);
    return true;
  };
  const auto result = sample<C>(of.ctx, of.denoiser, plan, {.extent = extent}, options);
  EXPECT_EQ(calls, 10);
  EXPECT_EQ(result.steps_done, 10);
  EXPECT_EQ(result.cost.evaluations, 10);
  EXPECT_EQ(trajectory.snapshots().back().x, result.images);
}

TEST(SamplingRun, TwoDrawsOfOneStepAreNeverTheSame) {
  const solver_plan plan = with_added_noise(small_network().plan(ddpm{}));
  const std::vector<stage_numbers<float>> table = stage_table<float>(plan);
  std::vector<whole> names{0};
  for (std::size_t i = 0; i < table.size(); ++i)
    if (plan.stages[i].noise.kind != step_noise::source::none) names.push_back(table[i].random_step);
  EXPECT_EQ(names.size(), 20u) << "the last step of DDPM itself draws nothing";
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_EQ(table[0].random_step, 1) << "a step's first draw is named by the step alone, whatever follows";
  EXPECT_EQ(table[2].random_step, 2);
}

TEST(SamplingRun, APlanTellsItsNoiseLevels) {
  const small_network of;
  const solver_plan plan = of.plan(ddim{});
  const std::vector<noise_level> levels = plan.levels();
  ASSERT_EQ(levels.size(), 11u);
  EXPECT_EQ(levels.back(), (noise_level{1, 0}));
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(levels[i].alpha, of.schedule.alpha(plan.stages[i].timestep), 1e-15);
    EXPECT_NEAR(levels[i].sigma, of.schedule.sigma(plan.stages[i].timestep), 1e-15);
  }
}

TEST(SamplingRun, StartsFromPicturesAtANoiseLevel) {
  small_network of;
  const solver_plan plan = of.plan(ddim{}), rest = plan.from_step(7);
  EXPECT_EQ(rest.steps(), 3);
  EXPECT_EQ(rest.start, plan.levels()[7]);
  const auto pictures = some_numbers<float>(extent.size(), 1);
  trajectory_recorder<float> trajectory({0, 3});
  const auto result = sample<C>(of.ctx, of.denoiser, rest, {.extent = extent, .seed = 5},
                                {.trajectory = &trajectory, .start_from = {pictures.data(), extent}});
  EXPECT_EQ(result.steps_done, 3);
  EXPECT_EQ(trajectory.snapshots()[0].level, rest.start);
  EXPECT_EQ(trajectory.snapshots()[1].level, (noise_level{1, 0}));
  std::vector<float> z(pictures.size());
  const whole start = 0;
  C::normal(of.ctx, {.x = {z.data(), extent}, .seed = 5, .step = &start});
  for (std::size_t i = 0; i < z.size(); ++i)
    EXPECT_NEAR(trajectory.snapshots()[0].x[i],
                static_cast<float>(rest.start.alpha) * pictures[i] + static_cast<float>(rest.start.sigma) * z[i],
                1e-6f);
  EXPECT_THROW(plan.from_step(10), error);
  EXPECT_THROW(
      sample<C>(of.ctx, of.denoiser, rest, {.extent = extent}, {.start_from = {pictures.data(), {1, 8, 8, 1}}}), error);
}

TEST(SamplingRun, GoesOnWhereAnEarlierRunStopped) {
  // The rest of a plan from what its first steps gave: the same bits, random numbers included.
  small_network of;
  const solver_plan plan = of.plan(ddpm{});
  const auto all = sample<C>(of.ctx, of.denoiser, plan, {.extent = extent, .seed = 3});
  solver_plan rest = plan.from_step(6);
  rest.start = {1, 0};  // the pictures hold their noise already
  sampling_run<C, net_denoiser> first(of.ctx, of.denoiser, plan, {.extent = extent, .seed = 3});
  first.start();
  for (int step = 0; step < 6; ++step) first.step();
  std::vector<float> half(all.images.size());
  first.download(half.data());
  const auto second =
      sample<C>(of.ctx, of.denoiser, rest, {.extent = extent, .seed = 3}, {.start_from = {half.data(), extent}});
  EXPECT_EQ(second.images, all.images);
}

TEST(Sample, FindsTheBackendByItselfAndTakesATemporaryDenoiser) {
  small_network of;
  const auto named = sample<C>(of.ctx, of.denoiser, ddim{}, of.schedule, steps(5), {.extent = extent});
  const image_noise noise{.extent = extent};
  EXPECT_EQ(sample(of.ctx, net_denoiser(of.net), ddim{}, of.schedule, steps(5), noise).images, named.images);
  const auto zero = [](cpu_context&, view<const float>, double, view<float> out) {
    std::fill_n(out.data, out.size(), 0.f);
  };
  const auto drawn =
      sample(of.ctx, function_denoiser(prediction_type::epsilon, 1, zero), ddim{}, of.schedule, steps(5), noise);
  EXPECT_EQ(drawn.extent, extent);
}

}  // namespace
