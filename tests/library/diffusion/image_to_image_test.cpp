#include "sfumato/diffusion/image_to_image.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "../messages.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/given_noise.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Pictures that the exact network may have drawn, and runs that start from them.
struct changed_pictures {
  using B = cpu<double>;
  shape extent{4, 4, 4, 1};
  exact_denoiser<linear_beta> network{normal_data, linear_beta(scaled_beta_range(200)), prediction_type::epsilon};
  cpu_context ctx{2};
  std::vector<double> pictures = std::vector<double>(64);

  changed_pictures() {
    for (std::size_t i = 0; i < 64; ++i) pictures[i] = 0.3 + 0.02 * (static_cast<double>(i) - 31.5);
  }
  template <class V>
  solver_plan plan(const V& solver_value, index_t count = 200) const {
    return solver_value.plan(network.schedule, steps(count).of(200), network.type);
  }
  std::vector<double> plain(const solver_plan& of) {
    return sample<B>(ctx, network, of, {.extent = extent, .seed = 5}).images;
  }
  std::vector<double> from(const std::vector<double>& start, const solver_plan& of) {
    return sample<B>(ctx, network, of, {.extent = extent, .seed = 5}, {.start_from = {start.data(), extent}}).images;
  }
};

TEST(ImageToImage, AtStrengthOneIsPlainSamplingFromTheSameNoise) {
  changed_pictures of;
  for (const solver_plan& plan : {of.plan(ddim{}, 20), of.plan(ddpm{}, 20), of.plan(euler{}, 20)})
    EXPECT_EQ(of.from(of.pictures, at_strength(plan, 1)), of.plain(plan));
}

TEST(ImageToImage, GoesOnFromTheNoisyPictureAsTheFlowOfTheDataDoes) {
  // For data N(m, s^2) the deterministic flow is m + s (x - alpha m) / sqrt(alpha^2 s^2 + sigma^2): with no error of
  // steps, that is where x = alpha picture + sigma z ends.
  changed_pictures of;
  const std::vector<double> z = drawn_noise<cpu<double>>(of.ctx, {.extent = of.extent, .seed = 5});
  const solver_plan plan = of.plan(ddim{.correction = no_correction()});
  double before = 0;
  for (const double strength : {0.02, 0.1, 0.3, 0.6, 0.9}) {
    const solver_plan rest = at_strength(plan, strength);
    const double alpha = rest.start.alpha, sigma = rest.start.sigma;
    const std::vector<double> images = of.from(of.pictures, rest);
    double changed = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const double x = alpha * of.pictures[i] + sigma * z[i];
      const double end = 0.3 + 0.5 * (x - alpha * 0.3) / std::hypot(alpha * 0.5, sigma);
      // 200 steps of first order: some hundredths of the way from the mean.
      EXPECT_NEAR(images[i], end, 0.002 + 0.02 * std::abs(end - 0.3)) << strength;
      changed += (images[i] - of.pictures[i]) * (images[i] - of.pictures[i]) / 64;
    }
    EXPECT_GT(changed, before) << strength;
    // Four steps of 200 add some noise of deviation sigma, all of which may stay.
    if (strength == 0.02) {
      EXPECT_LT(std::sqrt(changed), 1.5 * sigma);
    }
    before = changed;
  }
}

TEST(ImageToImage, TakesTheShareOfTheStepsThatIsAskedFor) {
  const changed_pictures of;
  const solver_plan plan = of.plan(ddim{}, 50);
  EXPECT_EQ(at_strength(plan, 0.6).steps(), 30);
  EXPECT_EQ(at_strength(plan, 0.6).start, plan.levels()[20]);
  EXPECT_EQ(at_strength(plan, 1e-300).steps(), 1);
  EXPECT_EQ(steps_at_strength(3, 0.5), 2);
  for (const double strength :
       {0.0, -0.1, 1.0001, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_TRUE(says(message_of([&] { at_strength(plan, strength); }), {"strength above 0 and at most 1, got "}));
  EXPECT_TRUE(says(message_of([&] { at_strength(of.plan(pndm{}, 50), 0.5); }), {"timesteps from there on"}));
}

TEST(ImageToImage, APlanThatBeginsWithPicturesWantsThem) {
  changed_pictures of;
  const solver_plan plan = of.plan(ddim{}, 20);
  for (const solver_plan& rest : {at_strength(plan, 0.5), from_noise(plan), from_noisy(plan)})
    EXPECT_TRUE(says(message_of([&] { of.plain(rest); }), {"sample", "expected pictures", "options.start_from"}));
  EXPECT_EQ(message_of([&] { of.plain(at_strength(plan, 1)); }), "");
}

TEST(GivenNoise, ARunFromItsOwnNoiseIsTheRun) {
  changed_pictures of;
  const std::vector<double> z = drawn_noise<cpu<double>>(of.ctx, {.extent = of.extent, .seed = 5});
  for (const solver_plan& plan : {of.plan(ddim{}, 20), of.plan(ddpm{}, 20), of.plan(euler{}, 20)}) {
    EXPECT_EQ(of.from(z, from_noise(plan)), of.plain(plan));
    std::vector<double> scaled = z;
    for (double& x : scaled) x *= plan.initial_scale;
    EXPECT_EQ(of.from(scaled, from_noisy(plan)), of.plain(plan));
  }
}

}  // namespace
