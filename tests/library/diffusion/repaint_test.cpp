#include "sfumato/diffusion/repaint.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../counting_backend.hpp"
#include "../messages.hpp"
#include "../weighted_sum.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/diffusion/known_region.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

const linear_beta of_repaint(scaled_beta_range(200));

template <class V>
solver_plan plan_of(const V& solver_value, index_t count = 10) {
  return solver_value.plan(of_repaint, steps(count).of(200), prediction_type::epsilon);
}

/// Pictures of three channels, of which a mask (H,W) keeps the left half, and a column half and half.
struct half_known {
  shape extent{3, 4, 5, 2};
  std::vector<float> pictures = some_numbers<float>(extent.size(), 4);
  std::vector<float> mask = std::vector<float>(20);
  cpu_context ctx{2};
  exact_denoiser<linear_beta> network{{{{1, 0.1, 0.5}}}, of_repaint, prediction_type::epsilon, 2};

  half_known() {
    for (std::size_t p = 0; p < 20; ++p) mask[p] = p % 5 < 2 ? 1.f : p % 5 == 2 ? 0.5f : 0.f;
  }
  view<const float> known() const { return {pictures.data(), extent}; }
  view<const float> mask_of(const shape& s) const { return {mask.data(), s}; }
  std::vector<float> drawn(const solver_plan& plan, std::uint64_t seed = 3) {
    return sample<cpu<float>>(ctx, network, plan, {.extent = extent, .seed = seed},
                              {.project = known_region<cpu<float>>(ctx, known(), mask_of({4, 5}))})
        .images;
  }
};

TEST(Repaint, KeepsWhatIsKnownToTheBitAndMakesUpTheRest) {
  half_known of;
  for (const solver_plan& plan :
       {plan_of(ddpm{}), plan_of(ddim{}), plan_of(ddim{.set_alpha_to_one = false}), plan_of(euler{}), plan_of(heun{})})
    for (const resampling& again : {resampling{1, 1}, resampling{3, 1}, resampling{2, 4}}) {
      const std::vector<float> images = of.drawn(repaint(plan, again)), other = of.drawn(repaint(plan, again), 4);
      for (std::size_t i = 0; i < images.size(); ++i) {
        ASSERT_TRUE(is_finite(images[i]));
        if (of.mask[i / 2 % 20] == 1) {
          ASSERT_EQ(images[i], of.pictures[i]);
        } else {
          ASSERT_NE(images[i], of.pictures[i]);
          ASSERT_NE(images[i], other[i]);
        }
      }
    }
}

TEST(Repaint, WithNothingKnownAndNothingRepeatedIsThePlanItself) {
  half_known of;
  of.mask.assign(20, 0.f);
  for (const solver_plan& plan : {plan_of(ddpm{}), plan_of(euler{}), plan_of(dpm_solver{})})
    EXPECT_EQ(of.drawn(repaint(plan, {.times = 1})),
              sample<cpu<float>>(of.ctx, of.network, plan, {.extent = of.extent, .seed = 3}).images);
}

TEST(Repaint, TakesAMaskForEachPicture) {
  half_known of;
  std::vector<float> masks(60);
  for (std::size_t i = 20; i < 60; ++i) masks[i] = i < 40 ? 1.f : of.mask[i - 40];
  const auto project = known_region<cpu<float>>(of.ctx, of.known(), view<const float>(masks.data(), {3, 4, 5, 1}));
  const auto images = sample<cpu<float>>(of.ctx, of.network, repaint(plan_of(ddpm{})), {.extent = of.extent, .seed = 3},
                                         {.project = project})
                          .images;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (masks[i / 2] == 1) {
      ASSERT_EQ(images[i], of.pictures[i]) << i;
    } else {
      ASSERT_NE(images[i], of.pictures[i]) << i;
    }
  }
}

TEST(Repaint, AnImageIsTheSameInAnyBatchAndInASecondRun) {
  half_known of;
  const solver_plan plan = repaint(plan_of(ddpm{}), {.times = 2});
  const std::vector<float> all = of.drawn(plan);
  const shape one{1, 4, 5, 2};
  const auto last = static_cast<std::size_t>(2 * one.size());
  auto alone = known_region<cpu<float>>(of.ctx, {of.pictures.data() + last, one}, of.mask_of({4, 5}));
  sampling_run<cpu<float>, exact_denoiser<linear_beta>> run(
      of.ctx, of.network, plan, {.extent = one, .seed = 3, .first_stream = 2}, std::move(alone));
  for (int again = 0; again < 2; ++again) {
    std::vector<float> image(static_cast<std::size_t>(one.size()));
    run.start();
    while (!run.done()) run.step();
    run.download(image.data());
    EXPECT_EQ(image, std::vector<float>(all.begin() + static_cast<std::ptrdiff_t>(last), all.end()));
  }
}

/// The perfect network for pairs of pixels from a normal distribution of mean 0, deviation s and correlation r: their
/// sum and their difference are independent, with variances s^2 (1 + r) and s^2 (1 - r) after division by sqrt(2).
struct pair_denoiser {
  double s, r;

  prediction_type prediction() const { return prediction_type::epsilon; }
  index_t output_channels() const { return 1; }
  void operator()(cpu_context&, view<const float> x, double t, view<float> out) const {
    const double alpha = of_repaint.alpha(t), sigma = of_repaint.sigma(t);
    const auto noise = [&](double y, double variance) {
      return sigma * y / (alpha * alpha * variance + sigma * sigma);
    };
    for (index_t i = 0; i < x.size(); i += 2) {
      const double a = static_cast<double>(x.data[i]), b = static_cast<double>(x.data[i + 1]);
      const double sum = noise(a + b, s * s * (1 + r)), difference = noise(a - b, s * s * (1 - r));
      out.data[i] = static_cast<float>((sum + difference) / 2);
      out.data[i + 1] = static_cast<float>((sum - difference) / 2);
    }
  }
};

/// Mean and variance of the second pixel where the first is known.
std::pair<double, double> second_pixel(double known, const resampling& again) {
  constexpr index_t count = 2048;
  cpu_context ctx(2);
  pair_denoiser network{0.5, 0.9};
  const shape extent{count, 1, 2, 1};
  const std::vector<float> pictures(2 * count, static_cast<float>(known));
  const std::vector<float> mask{1, 0};
  const auto images =
      sample<cpu<float>>(ctx, network, repaint(plan_of(ddpm{.correction = no_correction()}, 100), again),
                         {.extent = extent, .seed = 5},
                         {.project = known_region<cpu<float>>(ctx, {pictures.data(), extent}, {mask.data(), {1, 2}})})
          .images;
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < images.size(); i += 2) {
    const double x = static_cast<double>(images[i]);
    sum += x, squares += x * x;
  }
  const double mean = sum / count;
  return {mean, squares / count - mean * mean};
}

TEST(Repaint, GoingBackBringsWhatIsMadeUpNearTheConditionalMean) {
  // E[b | a] = r a and Var[b | a] = s^2 (1 - r^2).
  constexpr double known = 0.8, expected = 0.9 * known, deviation = 0.5 * 0.43589;
  const auto plain = second_pixel(known, {.times = 1}), again = second_pixel(known, {.times = 10}),
             jumping = second_pixel(known, {.times = 10, .jump = 5});
  // Of 2048 pairs the mean is known to 0.22 / 45 = 0.005.
  EXPECT_GT(std::abs(plain.first - expected), 0.05) << "nothing to repair";
  EXPECT_LT(std::abs(again.first - expected), 0.3 * std::abs(plain.first - expected)) << again.first;
  EXPECT_LT(std::abs(jumping.first - expected), 0.3 * std::abs(plain.first - expected)) << jumping.first;
  EXPECT_GT(std::sqrt(again.second), 0.5 * deviation) << "all the same";
}

TEST(Repaint, GoesBackWhereThePaperDoes) {
  const solver_plan plan = plan_of(ddim{}, 10);
  const auto order = [&](const resampling& again) {
    std::vector<int> visited;  // steps left before each evaluation
    for (const solver_stage& stage : repaint(plan, again).stages)
      for (int left = 10; stage.evaluate && left > 0; --left)
        if (plan.stages[static_cast<std::size_t>(10 - left)].timestep == stage.timestep) visited.push_back(left);
    return visited;
  };
  EXPECT_EQ(order({1, 1}), (std::vector<int>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(order({2, 1}), (std::vector<int>{10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1}));
  EXPECT_EQ(order({3, 4}),
            (std::vector<int>{10, 9, 8, 7, 6, 9, 8, 7, 6, 9, 8, 7, 6, 5, 4, 3, 2, 5, 4, 3, 2, 5, 4, 3, 2, 1}));
  EXPECT_EQ(order({3, 20}), order({1, 1}));
}

TEST(Repaint, PutsBackAsMuchNoiseAsTheForwardProcess) {
  for (const solver_plan& plan : {plan_of(ddpm{}), plan_of(euler{})}) {
    const std::vector<noise_level> levels = plan.levels();
    for (std::size_t i = 1; i < 10; ++i) {
      const solver_stage back = renoising(levels[i], levels[i - 1], 0);
      EXPECT_NEAR(back.next.x * levels[i].alpha, levels[i - 1].alpha, 1e-12);
      const double kept = back.next.x * levels[i].sigma;
      EXPECT_NEAR(std::hypot(kept, back.noise.deviation), levels[i - 1].sigma, 1e-12 * levels[i - 1].sigma);
    }
  }
}

TEST(Repaint, AStepNeverAsksTheHostAndSeesTheSameAddresses) {
  using C = counting_backend;
  half_known of;
  auto network = function_denoiser(
      prediction_type::epsilon, 2,
      [](cpu_context&, view<const float> x, double, view<float> out) { std::copy_n(x.data, x.size(), out.data); });
  for (const index_t times : {1, 2}) {
    sampling_run<C, decltype(network)> run(of.ctx, network, repaint(plan_of(ddim{}), {.times = times}),
                                           {.extent = of.extent, .seed = 3},
                                           known_region<C>(of.ctx, of.known(), of.mask_of({4, 5})));
    run.start();
    std::vector<const void*> first;
    for (index_t step = 0; step + 1 < run.steps(); ++step) {  // the last adds no noise, so it is of another kind
      C::forget();
      run.step();
      EXPECT_EQ(C::seen.uploads + C::seen.downloads + C::seen.waits + C::seen.allocations, 0);
      if (times > 1 && step % 2 == 0) continue;  // one that goes back first is of another kind
      if (first.empty()) first = C::addresses;
      EXPECT_EQ(C::addresses, first) << "step " << step;
    }
  }
}

TEST(Repaint, SolversThatKeepWhatWasBeforeCannotGoBack) {
  EXPECT_NE(message_of([] { repaint(plan_of(dpm_solver{})); }).find("what an earlier one has kept"), std::string::npos);
  EXPECT_NO_THROW(repaint(plan_of(dpm_solver{}), {.times = 1}));
  EXPECT_TRUE(says(message_of([] { repaint(plan_of(ddim{}), {.times = 0}); }), {"times", "at least 1", "got 0 and 1"}));
  EXPECT_TRUE(says(message_of([] { repaint(plan_of(ddim{}), {.jump = 0}); }), {"got 10 and 0"}));
  EXPECT_TRUE(says(message_of([] { repaint(solver_plan{}); }), {"got 0 steps"}));
  EXPECT_TRUE(says(message_of([] { repaint(repaint(plan_of(ddim{}))); }), {"does not project yet"}));
}

TEST(KnownRegion, SaysWhatIsWrongWithPicturesAndMask) {
  half_known of;
  const auto made = [&](const shape& pictures, const shape& mask) {
    return message_of([&] { known_region<cpu<float>>(of.ctx, {of.pictures.data(), pictures}, of.mask_of(mask)); });
  };
  EXPECT_EQ(made(of.extent, {4, 5}), "");
  EXPECT_TRUE(says(made(of.extent, {5, 4}), {"(4,5)", "(3,4,5,1)", "got (5,4)"}));
  EXPECT_TRUE(says(made(of.extent, {4, 5, 1}), {"got (4,5,1)"}));
  EXPECT_TRUE(says(made({4, 5, 2}, {4, 5}), {"(N,H,W,C)", "got (4,5,2)"}));
  of.mask[7] = 1.5f;
  EXPECT_TRUE(says(made(of.extent, {4, 5}), {"from 0 (made up) to 1 (known)", "got 1.5 at place 7"}));
  of.mask[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(says(made(of.extent, {4, 5}), {"got nan"}));
  of.mask[7] = 0;
  of.pictures[41] = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(says(made(of.extent, {4, 5}), {"finite pictures", "got inf in picture 1"}));
  of.pictures[41] = 0;
  const auto project = known_region<cpu<float>>(of.ctx, of.known(), of.mask_of({4, 5}));
  EXPECT_TRUE(says(message_of([&] {
                     sample<cpu<float>>(of.ctx, of.network, repaint(plan_of(ddim{})), {.extent = {1, 4, 5, 2}},
                                        {.project = project});
                   }),
                   {"known_region", "(3,4,5,2)", "got (1,4,5,2)"}));
  EXPECT_TRUE(says(message_of([&] {
                     sample<cpu<float>>(of.ctx, of.network, plan_of(ddim{}), {.extent = of.extent},
                                        {.project = project});
                   }),
                   {"sample", "a plan that projects", "repaint(plan)"}));
}

}  // namespace
