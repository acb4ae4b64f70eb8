#include <gtest/gtest.h>

#include <vector>

#include "../counted_heap.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

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

}  // namespace
