#include <gtest/gtest.h>

#include <vector>

#include "../counted_heap.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/tiles.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

void expect_no_allocation_after_the_first_step(const solver_plan& plan, index_t channels_factor = 1) {
  exact_denoiser<linear_beta> exact{{{{1, 0.1, 0.5}}}, linear_beta(scaled_beta_range(200)), prediction_type::epsilon};
  std::vector<float> half(2 * 8 * 8 * 3);
  function_denoiser network(prediction_type::epsilon, 3 * channels_factor,
                            [&](cpu_context& ctx, view<const float> x, double t, view<float> out) {
                              exact(ctx, x, t, view<float>(half.data(), x.extent));
                              for (index_t i = 0; i < out.size(); ++i)
                                out.data[i] = half[static_cast<std::size_t>(i % x.size())];
                            });
  std::vector<long> counts;
  counts.reserve(plan.stages.size());
  trajectory_recorder<float> trajectory({0, 5, 10});
  sample_options<float> options;
  options.trajectory = &trajectory;
  options.progress = [&](const sample_progress&) {
    counts.push_back(allocations.load());
    return true;
  };
  cpu_context ctx(2);
  sample<cpu<float>>(ctx, network, plan, {.extent = {2, 8, 8, 3}}, options);
  EXPECT_EQ(counts.front(), counts.back());
}

TEST(SampleAllocation, ASteadyStateStepTakesNoMemory) {
  const linear_beta schedule(scaled_beta_range(200));
  const std::vector<double> timesteps = steps(10).of(200);
  const auto type = prediction_type::epsilon;
  expect_no_allocation_after_the_first_step(ddpm{}.plan(schedule, timesteps, type));
  expect_no_allocation_after_the_first_step(ddim{.eta = 0.5}.plan(schedule, timesteps, type));
  expect_no_allocation_after_the_first_step(ddim{.correction = threshold_x0()}.plan(schedule, timesteps, type));
  expect_no_allocation_after_the_first_step(
      ddpm{.variance = ddpm_variance::learned_range}.plan(schedule, timesteps, type), 2);
}

TEST(SampleAllocation, SamplingInTilesTakesNoBlockOfTheSizeOfTheBatch) {
  exact_denoiser<linear_beta> exact{{{{1, 0.1, 0.5}}}, linear_beta(scaled_beta_range(200)), prediction_type::epsilon};
  const solver_plan plan = ddpm{}.plan(exact.schedule, steps(2).of(200), exact.type);
  cpu_context ctx(2);
  const auto largest_for = [&](index_t count) {
    largest_allocation = 0;
    sample_in_tiles<cpu<float>>(ctx, exact, plan, {.extent = {count, 8, 8, 1}}, 64, [](const auto&, index_t) {});
    return largest_allocation.load();
  };
  const std::size_t one = largest_for(64);
  EXPECT_GE(one, 64 * 64 * sizeof(float)) << "the images of a tile were not seen";
  EXPECT_EQ(largest_for(10000), one);
}

}  // namespace
