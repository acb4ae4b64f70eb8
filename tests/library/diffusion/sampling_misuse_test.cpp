#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "../messages.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/nn/simple_unet.hpp"

namespace {

using namespace sfumato;
using sfumato_test::message_of, sfumato_test::says;
using B = cpu<float>;

TEST(SamplingMisuse, RefusesToBeginAmongWhatEarlierStepsHaveKept) {
  solver_plan plan = ddim{}.plan(linear_beta(scaled_beta_range(200)), steps(10).of(200), prediction_type::epsilon);
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    plan.stages[i].keep_slot = 0;
    if (i > 0) plan.stages[i].next.kept[0] = 0.1;
  }
  EXPECT_NO_THROW(plan.from_step(0));
  EXPECT_THROW(plan.from_step(1), error);
}

TEST(SamplingMisuse, ReportsTheFirstBadStepHoweverLateItIsAsked) {
  cpu_context ctx(1);
  const linear_beta schedule(scaled_beta_range(200));
  auto network =
      function_denoiser(prediction_type::epsilon, 1, [](cpu_context&, view<const float> x, double t, view<float> out) {
        std::copy_n(x.data, x.size(), out.data);
        if (t <= 100) out.data[0] = std::numeric_limits<float>::infinity();
      });
  const solver_plan plan = ddim{}.plan(schedule, steps(10).of(200), prediction_type::epsilon);
  sampling_run<cpu<float>, decltype(network)> run(ctx, network, plan, {.extent = {1, 2, 2, 1}});
  run.start();
  while (!run.done()) run.step();
  const std::string said = message_of([&] { run.check(); });
  EXPECT_TRUE(says(said, {"the network's output is not finite at step 6 of 10 (timestep 99)"})) << said;
  run.start();
  EXPECT_NO_THROW(run.check());
}

/// What is said of sampling four pixels by a network of this prediction along a plan made for another.
template <class V>
std::string said_of_plan(const V& solver, prediction_type planned, prediction_type predicted) {
  cpu_context ctx(1);
  auto network = function_denoiser(predicted, 1, [](cpu_context&, view<const float>, double, view<float> out) {
    std::fill_n(out.data, out.size(), 0.f);
  });
  const solver_plan plan = solver.plan(linear_beta(scaled_beta_range(200)), steps(10).of(200), planned);
  return message_of([&] { sample(ctx, network, plan, {.extent = {1, 2, 2, 1}}); });
}

TEST(SamplingMisuse, APlanForAnotherPredictionIsRefused) {
  using enum prediction_type;
  const auto expect_refused = [](const auto& solver) {
    EXPECT_EQ(said_of_plan(solver, v_prediction, v_prediction), "");
    const std::string said = said_of_plan(solver, v_prediction, epsilon);
    EXPECT_TRUE(says(said, {"is for a network that predicts v_prediction, this one predicts epsilon"})) << said;
  };
  expect_refused(ddpm{});
  expect_refused(ddim{});
  expect_refused(euler{});
  expect_refused(pndm{});
}

TEST(SamplingMisuse, APlanMadeByHandMayMeanAnything) {
  cpu_context ctx(1);
  auto network = function_denoiser(
      prediction_type::sample, 1,
      [](cpu_context&, view<const float>, double, view<float> out) { std::fill_n(out.data, out.size(), 1.f); });
  solver_stage only;
  only.map = {.x0_x = 0, .x0_m = 0.5, .e_x = 0, .e_m = 0};
  only.next.x0 = 1;
  only.level = {1, 0};
  const auto drawn = sample(ctx, network, solver_plan{.stages = {only}}, {.extent = {1, 2, 2, 1}});
  EXPECT_EQ(drawn.images, std::vector<float>(4, 0.5f));
}

TEST(SamplingMisuse, ANetworkThatNobodyInitializedDrawsNothing) {
  cpu_context ctx(1);
  simple_unet<B> net{unet_widths{4, 5, 6}};
  parameter_slab<B> slab(ctx, net);
  const linear_beta schedule(scaled_beta_range(200));
  const auto draw = [&](auto denoiser) {
    return sample(ctx, denoiser, ddim{}, schedule, steps(2), {.extent = {1, 8, 8, 1}});
  };
  const auto in_a_function = [&](graph<B>& g, value x, real_value t) { return net(g, x, t); };
  const auto expect_refused = [&](auto denoiser) {
    const std::string said = message_of([&] { draw(std::move(denoiser)); });
    EXPECT_TRUE(says(said, {"call slab.initialize(net, seed)"})) << said;
  };
  expect_refused(network_denoiser<B, simple_unet<B>>(net));
  expect_refused(network_denoiser<B, decltype(in_a_function)>(in_a_function));
  slab.initialize(net, 1);
  EXPECT_NO_THROW(draw(network_denoiser<B, simple_unet<B>>(net)));
}

}  // namespace
