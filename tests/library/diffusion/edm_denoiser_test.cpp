#include "sfumato/diffusion/edm_denoiser.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "../counting_backend.hpp"
#include "../messages.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/flow_euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"
#include "sfumato/nn/simple_unet.hpp"

namespace {

using namespace sfumato_test;
using namespace sfumato;
using B = cpu<double>;

const gaussian_mixture modes{{{0.3, -0.5, 0.1}, {0.7, 0.4, 0.2}}};

/// The network that an exact denoiser of such data has within: what its answer becomes x0 by.
auto exact_network(const edm_preconditioning& by, double told_wrong = 0) {
  return function_denoiser(
      prediction_type::epsilon, 1,
      [by, told_wrong](cpu_context&, view<const double> x, sampling_time<double> t, view<double> out) {
        const double sigma = std::exp(4 * t / by.time_scale) + told_wrong;
        const edm_scaling<double> c = by.at(sigma);
        for (index_t i = 0; i < x.size(); ++i) {
          const double noisy = x.data[i] / c.in;
          out.data[i] = (modes.denoised(noisy, 1, sigma) - c.skip * noisy) / c.out;
        }
      });
}

/// Largest distance between the denoiser and the mean of x0 given x.
double farthest(const edm_preconditioning& by, double told_wrong = 0) {
  cpu_context ctx(1);
  edm_denoiser<B, decltype(exact_network(by))> denoiser(exact_network(by, told_wrong), by);
  double worst = 0;
  for (const double sigma : {0.002, 0.05, 0.5, 3.0, 80.0}) {
    std::vector<double> x, out(9);
    for (int i = -4; i <= 4; ++i) x.push_back(0.3 * i * (1 + sigma));
    const double place = sigma;
    for (const double* in_backend : {static_cast<const double*>(nullptr), &place}) {
      denoiser(ctx, {x.data(), {1, 3, 3, 1}}, sampling_time<double>(sigma, in_backend), {out.data(), {1, 3, 3, 1}});
      for (std::size_t i = 0; i < x.size(); ++i)
        worst = std::max(worst, std::abs(out[i] - modes.denoised(x[i], 1, sigma)));
    }
  }
  return worst;
}

TEST(EdmDenoiser, OfAnExactNetworkIsTheExactDenoiser) {
  // Rounding: skip x and out F are at most 1e2 here, and a relative 1e-15 of ln(sigma) moves sigma by some 1e-13.
  EXPECT_LT(farthest({}), 1e-11);
  EXPECT_LT(farthest({.sigma_data = 0.2, .time_scale = 7}), 1e-11);
  EXPECT_GT(farthest({}, 0.01), 1e-3) << "a network told another noise is not it";
}

TEST(EdmDenoiser, PredictsTheImageAndPassesOnWhatItsNetworkSays) {
  cpu_context ctx(1);
  edm_denoiser<B, decltype(exact_network({}))> denoiser(exact_network({}));
  EXPECT_EQ(denoiser.prediction(), prediction_type::sample);
  EXPECT_EQ(denoiser.output_channels(), 1);
  EXPECT_EQ(denoiser.evaluations_per_call(), 1);
}

/// A pixel drawn with the whole of it: schedule, plan, denoiser, sampling run.
template <class V>
std::vector<double> drawn(const V& solver_value, index_t count, index_t pixels) {
  cpu_context ctx(1);
  const sigma_schedule schedule;
  edm_denoiser<B, decltype(exact_network({}))> denoiser(exact_network({}));
  const solver_plan plan = solver_value.plan(schedule, schedule.steps(count), denoiser.prediction());
  return sample<B>(ctx, denoiser, plan, {.extent = {1, pixels, 1, 1}, .seed = 4}).images;
}

template <class V>
void expect_the_data(const V& solver_value, const char* name) {
  const index_t pixels = 4000;
  index_t low = 0;
  double sum = 0;
  for (const double x : drawn(solver_value, 40, pixels)) {
    low += x < -0.15;
    sum += x;
  }
  // The mode at -0.5 has 0.3 of the data; next to none of the other, at 0.4 with deviation 0.2, lies below -0.15
  // (2.75 deviations: 0.003), and none of it above. Five standard errors of 4000 and what 40 steps are off by.
  EXPECT_NEAR(static_cast<double>(low) / pixels, 0.302, 5 * std::sqrt(0.21 / pixels) + 0.01) << name;
  // Mean 0.13, deviation 0.45.
  EXPECT_NEAR(sum / pixels, 0.13, 5 * 0.45 / std::sqrt(pixels) + 0.01) << name;
}

TEST(SigmaSchedule, EverySolverThatPlansThroughPointsDrawsTheData) {
  expect_the_data(euler{}, "euler");
  expect_the_data(euler{.added = {.amount = 20}}, "euler, churn");
  expect_the_data(euler_ancestral{}, "euler ancestral");
  expect_the_data(heun{}, "heun");
  expect_the_data(heun{.added = {.amount = 20}}, "heun, churn");
  expect_the_data(dpm_solver{}, "dpm_solver");
  expect_the_data(dpm_solver{.order = 3}, "dpm_solver 3");
  expect_the_data(dpm_solver{.sde = true}, "dpm_solver sde");
  expect_the_data(unipc{}, "unipc");
}

TEST(SigmaSchedule, ARunStartsWithAllOfTheNoise) {
  const sigma_schedule schedule;
  for (const solver_plan& plan : {euler{}.plan(schedule, schedule.steps(5), prediction_type::sample),
                                  dpm_solver{}.plan(schedule, schedule.steps(5), prediction_type::sample),
                                  unipc{}.plan(schedule, schedule.steps(5), prediction_type::sample)}) {
    EXPECT_EQ(plan.initial_scale, 80);
    EXPECT_EQ(plan.start, (noise_level{1, 80}));
    EXPECT_EQ(plan.stages.front().timestep, 80);
    EXPECT_EQ(plan.stages.front().input_scale, 1);
    EXPECT_EQ(plan.stages.back().timestep, 0.002);
  }
}

TEST(SigmaSchedule, HeunIsBetterThanEulerWithAsManyEvaluations) {
  const auto error_of = [](const auto& solver_value, index_t count) {
    const auto fine = drawn(heun{}, 400, 200), coarse = drawn(solver_value, count, 200);
    double worst = 0;
    for (std::size_t i = 0; i < fine.size(); ++i) worst = std::max(worst, std::abs(fine[i] - coarse[i]));
    return worst;
  };
  EXPECT_LT(error_of(heun{}, 20), error_of(euler{}, 39));
}

TEST(SigmaSchedule, SpacesStepsAsThePaper) {
  const std::vector<double> sigmas = sigma_schedule().steps(18);
  EXPECT_EQ(sigmas.front(), 80);
  EXPECT_EQ(sigmas.back(), 0.002);
  // (80^(1/7) + i/17 (0.002^(1/7) - 80^(1/7)))^7 for i = 1, the roots by hand to seven digits.
  EXPECT_NEAR(sigmas[1], std::pow(1.8701223 - (1.8701223 - 0.4115597) / 17, 7), 1e-4);
  for (const double bad : {0.0, -1.0, 100.0, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_TRUE(says(message_of([&] { sigma_schedule{bad, 80}; }), {"0 < smallest <= largest"}));
  EXPECT_THROW(sigma_schedule(0.002, std::numeric_limits<double>::infinity()), error);
}

TEST(Pairing, ThatCannotDrawIsRefusedInOneLine) {
  cpu_context ctx(1);
  edm_denoiser<B, decltype(exact_network({}))> denoiser(exact_network({}));
  const image_noise noise{.extent = {1, 4, 4, 1}};
  const linear_beta timesteps(scaled_beta_range(200));
  const sigma_schedule sigmas;
  const straight_path path;
  const auto told = [&](const solver_plan& plan) { return message_of([&] { sample<B>(ctx, denoiser, plan, noise); }); };
  // An EDM network with the timesteps of DDPM, or the times of flow matching.
  EXPECT_TRUE(says(told(ddim{}.plan(timesteps, steps(10).of(200), denoiser.prediction())),
                   {"edm_denoiser", "199", "sigma_schedule"}));
  EXPECT_TRUE(says(told(flow_euler{}.plan(path, flow_times(4), denoiser.prediction())),
                   {"edm_denoiser", "1000", "sigma_schedule"}));
  // A flow network with the schedules of the others.
  const auto flow = prediction_type::flow;
  EXPECT_TRUE(says(message_of([&] { ddim{}.plan(timesteps, steps(10).of(200), flow); }), {"straight_path"}));
  EXPECT_TRUE(says(message_of([&] { euler{}.plan(timesteps, steps(10).of(200), flow); }), {"straight_path"}));
  EXPECT_TRUE(says(message_of([&] { dpm_solver{}.plan(timesteps, steps(10).of(200), flow); }), {"straight_path"}));
  EXPECT_TRUE(says(message_of([&] { euler{}.plan(sigmas, sigmas.steps(10), flow); }), {"straight_path"}));
  // A network that predicts noise or v on a straight path.
  EXPECT_TRUE(says(message_of([&] { flow_euler{}.plan(path, flow_times(4), prediction_type::epsilon); }),
                   {"epsilon cannot be used"}));
  EXPECT_TRUE(says(message_of([&] { flow_euler{}.plan(path, {0.5}, prediction_type::v_prediction); }),
                   {"v_prediction", "alpha^2 + sigma^2 = 1"}));
}

TEST(EdmDenoiser, NamesWhatIsOutOfRange) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  using exact = edm_denoiser<B, decltype(exact_network({}))>;
  for (const double bad : {0.0, -0.5, nan}) {
    EXPECT_TRUE(says(message_of([&] { exact(exact_network({}), {.sigma_data = bad}); }), {"sigma_data above 0"}));
    EXPECT_TRUE(says(message_of([&] { exact(exact_network({}), {.time_scale = bad}); }), {"time_scale above 0"}));
  }
  cpu_context ctx(1);
  exact denoiser(exact_network({}));
  std::vector<double> x(4), out(8);
  for (const double bad : {0.0, -1.0, 81.0, nan})
    EXPECT_TRUE(says(message_of([&] {
                       denoiser(ctx, {x.data(), {1, 2, 2, 1}}, bad, {out.data(), {1, 2, 2, 1}});
                     }),
                     {"sigma above 0 and at most 80"}));
  EXPECT_TRUE(says(message_of([&] {
                     denoiser(ctx, {x.data(), {1, 2, 2, 1}}, 1.0, {out.data(), {1, 2, 2, 2}});
                   }),
                   {"(1,2,2,1)", "(1,2,2,2)"}));
}

using C = counting_backend;
using net_denoiser = network_denoiser<C, simple_unet<C>>;

TEST(EdmDenoiser, NeverAsksTheHostWithinAStepNorAllocates) {
  cpu_context ctx(2);
  simple_unet<C> net(unet_widths{4, 5, 6});
  parameter_slab<C> slab(ctx, net);
  slab.initialize(net, 1);
  edm_denoiser<C, net_denoiser> denoiser{net_denoiser(net)};
  const sigma_schedule schedule;
  const solver_plan plan = euler{}.plan(schedule, schedule.steps(8), denoiser.prediction());
  sampling_run<C, decltype(denoiser)> run(ctx, denoiser, plan, {.extent = {2, 8, 8, 1}});
  run.start();
  run.step();
  std::vector<const void*> first;
  for (int k = 0; k < 5; ++k) {
    C::forget();
    run.step();
    EXPECT_EQ(C::seen.uploads + C::seen.downloads + C::seen.waits + C::seen.allocations, 0);
    if (first.empty()) first = C::addresses;
    EXPECT_EQ(C::addresses, first);
  }
}

TEST(EdmDenoiser, IsGuidedAsAnyOther) {
  // Guidance is linear, so guiding estimates of x0 is guiding the network within.
  cpu_context ctx(1);
  simple_unet<C> net(2, unet_widths{4, 5, 6});
  parameter_slab<C> slab(ctx, net);
  slab.initialize(net, 1);
  using within = edm_denoiser<C, net_denoiser>;
  using outside = guided<C, net_denoiser, net_denoiser>;
  const auto told = [&] { return net_denoiser(net, std::vector<int>{1}); };
  guided<C, within, within> around(within{told()}, 3);
  edm_denoiser<C, outside> inside{outside(told(), 3)};
  const std::vector<float> x(64, 0.7f);
  std::vector<float> a(64), b(64);
  const shape extent{1, 8, 8, 1};
  around(ctx, {x.data(), extent}, 2.5, {a.data(), extent});
  inside(ctx, {x.data(), extent}, 2.5, {b.data(), extent});
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5f);
}

}  // namespace
