#include "sfumato/core/bf16.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "../../nn/tiny_unet.hpp"
#include "../../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/inference.hpp"

// Activations of 16 bits: what must agree with the same computation in double, and what must not be rounded.
namespace {

using namespace sfumato_test;
using H = cpu<bf16>;
using D = cpu<double>;

TEST(Bf16, RoundsToTheNearestAndTiesToEven) {
  const auto through = [](float x) { return static_cast<float>(bf16(x)); };
  EXPECT_EQ(through(1.0f), 1.0f);
  EXPECT_EQ(through(999.0f), 1000.0f) << "why timesteps are reals";
  EXPECT_EQ(through(1.00390625f), 1.0f) << "1 + 2^-8 lies between 1 and 1 + 2^-7: to even";
  EXPECT_EQ(through(1.01171875f), 1.015625f) << "1 + 3 * 2^-8: to even, upward";
  EXPECT_EQ(through(-0.0f), -0.0f);
  EXPECT_TRUE(std::signbit(through(-0.0f)));
  EXPECT_EQ(through(std::numeric_limits<float>::max()), std::numeric_limits<float>::infinity());
  EXPECT_EQ(through(-std::numeric_limits<float>::infinity()), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(through(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(through(std::bit_cast<float>(0x7F800001u)))) << "a NaN whose upper half alone says infinity";
}

/// Rounded to 8 bits of mantissa, so that both backends start from the same numbers.
std::vector<double> rounded(std::vector<double> x) {
  for (double& v : x) v = static_cast<double>(bf16(v));
  return x;
}

struct pass {
  std::vector<double> y, gx, grads;
};

/// Forward and backward of a network from given inputs and weights.
template <class B, template <class> class Net>
pass run(Net<B> net, const shape& extent, const std::vector<double>& weights, const std::vector<double>& pixels,
         int threads = 2) {
  using R = typename B::real;
  const auto converted = [](const std::vector<double>& from) { return std::vector<R>(from.begin(), from.end()); };
  cpu_context ctx(threads);
  parameter_slab<B> slab(ctx, net);
  std::copy(weights.begin(), weights.end(), slab.values());
  const std::vector<R> x = converted(pixels), target(pixels.size(), R(0.25));
  std::vector<R> gx(x.size()), t;
  for (index_t n = 0; n < extent[0]; ++n) t.push_back(static_cast<R>(3 + 37 * n));
  graph<B> g(ctx);
  const value image = ops::to_scalar(g, g.input({x.data(), extent}, gx.data()));
  const real_value y = ops::to_real(g, net(g, image, g.input({t.data(), {extent[0]}})));
  g.backward(ops::mse(g, y, g.input({target.data(), extent})));
  const auto doubles = [](const R* from, index_t n) { return std::vector<double>(from, from + n); };
  return {doubles(g.data(y), extent.size()), doubles(gx.data(), extent.size()), doubles(slab.grads(), slab.size())};
}

double distance(const std::vector<double>& got, const std::vector<double>& want) {
  double off = 0, scale = 0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    off += (got[i] - want[i]) * (got[i] - want[i]);
    scale += want[i] * want[i];
  }
  return std::sqrt(off / scale);
}

/// Each stored activation is off by up to 2^-9 = 0.2% of itself, independently; through a dozen layers that adds up to
/// some 1% in the mean square of results and 3% of gradients, which pass twice as many. Where there are kinks, one
/// activation in some hundred lies so near to one (relu, a maximum) that its gradient goes another way: 10% in the mean
/// square. A wrong kernel is off by 100%.
template <template <class> class Net>
void expect_as_in_double(const Net<H>& narrow, const Net<D>& wide, const shape& extent, double gradient_tolerance) {
  std::vector<double> weights = rounded(some_numbers<double>(parameter_count(wide), 7));
  for (double& w : weights) w *= 0.25;
  const std::vector<double> pixels = rounded(some_numbers<double>(extent.size(), 2));
  const pass want = run<D, Net>(wide, extent, weights, pixels), got = run<H, Net>(narrow, extent, weights, pixels);
  EXPECT_LT(distance(got.y, want.y), 0.015);
  EXPECT_LT(distance(got.gx, want.gx), gradient_tolerance);
  EXPECT_LT(distance(got.grads, want.grads), gradient_tolerance);
  EXPECT_GT(distance(got.y, want.y), 1e-5) << "were activations stored in 16 bits at all?";
}

TEST(Bf16, NetworksAgreeWithDoubleOnTheSameInputs) {
  expect_as_in_double(simple_unet<H>(unet_widths{8, 9, 10}), simple_unet<D>(unet_widths{8, 9, 10}), {2, 8, 8, 1}, 0.2);
  expect_as_in_double(tiny_unet<H>(), tiny_unet<D>(), {2, 6, 4, 3}, 0.04);
}

TEST(Bf16, GivesTheSameBitsOnAnyThreadCountAndForAnImageAlone) {
  const simple_unet<H> net(unet_widths{8, 9, 10});
  const shape many{5, 8, 8, 1};
  const auto weights = some_numbers<double>(parameter_count(net), 7), pixels = some_numbers<double>(many.size(), 2);
  const pass one = run<H, simple_unet>(net, many, weights, pixels, 1);
  for (const int threads : {2, 3, 7}) {
    const pass other = run<H, simple_unet>(net, many, weights, pixels, threads);
    EXPECT_EQ(other.y, one.y);
    EXPECT_EQ(other.grads, one.grads);
  }
  const std::vector<double> first(pixels.begin(), pixels.begin() + 64);
  const pass alone = run<H, simple_unet>(net, {1, 8, 8, 1}, weights, first);
  EXPECT_EQ(alone.y, std::vector<double>(one.y.begin(), one.y.begin() + 64));
}

TEST(Bf16, TakesAboutHalfTheMemoryForActivations) {
  const shape extent{8, 16, 16, 1};
  const auto activations = [&]<class B>(simple_unet<B> net) {
    cpu_context ctx(1);
    parameter_slab<B> slab(ctx, net);
    const std::vector<float> x(static_cast<std::size_t>(extent.size())), t(8, 5.f);
    inference<B> planned(ctx);
    planned([&](graph<B>& g) {
      return ops::to_real(g, net(g, ops::to_scalar(g, g.input({x.data(), extent})), g.input({t.data(), {8}})));
    });
    return static_cast<double>(planned.plan().bytes());
  };
  const double ratio = activations(simple_unet<H>()) / activations(simple_unet<cpu<float>>());
  EXPECT_GT(ratio, 0.45);
  EXPECT_LT(ratio, 0.55);
}

TEST(Bf16, KeepsParametersTimesAndLabelsWhole) {
  static_assert(std::is_same_v<H::real, float> && std::is_same_v<H::scalar, bf16>);
  cpu_context ctx(1);
  embedding<H> table(300, 4);
  parameter_slab<H> slab(ctx, table);
  slab.values()[257 * 4] = 1.5f;
  graph<H> g(ctx);
  const std::vector<bf16> x(8);
  const std::vector<whole> labels = {256, 257};
  const value y = table(g, g.input(view<const whole>{labels.data(), {2}}), g.scalar_input({x.data(), {2, 4}}));
  EXPECT_EQ(static_cast<float>(g.data(y)[0]), 0.f) << "label 256 is not 257, though both are 256 in 8 bits";
  EXPECT_EQ(static_cast<float>(g.data(y)[4]), 1.5f);

  const std::vector<float> times = {999, 1000};
  const view<bf16> embedded = g[ops::time_embedding(g, g.input({times.data(), {2}}), 2)];
  EXPECT_NEAR(static_cast<double>(embedded.data[0]), std::sin(999.0), 0.005);
  EXPECT_NEAR(static_cast<double>(embedded.data[2]), std::sin(1000.0), 0.005);
}

}  // namespace
