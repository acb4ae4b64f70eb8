#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/core/random.hpp"

// Winograd's way of convolving large images of many channels, beside the direct one.
namespace {

using namespace sfumato;

std::size_t place(index_t i) { return static_cast<std::size_t>(i); }

conv2d_geometry layer(index_t batch, index_t height, index_t width, index_t first, index_t second, index_t outputs) {
  return {batch, height, width, first, second, outputs, 3, 1, padding::same(3), false};
}

/// Operands of one fused convolution, drawn in float and kept as S.
template <class S>
struct operands {
  explicit operands(const conv2d_geometry& geometry) : g(geometry) {
    draw(x0, g.batch * g.height * g.width * g.channels0, 0);
    draw(x1, g.batch * g.height * g.width * g.channels1, 1);
    draw(weight, 9 * g.in_channels() * g.out_channels, 2);
    draw(bias, g.out_channels, 3);
    draw(row, g.batch * g.out_channels, 4);
    draw(residual, g.output().size(), 5);
  }

  static void draw(std::vector<S>& to, index_t n, std::uint32_t stream) {
    random_sequence random({7, stream, 0});
    to.resize(place(n));
    for (S& v : to) v = static_cast<S>(static_cast<float>(random.uniform(-1, 1)));
  }

  /// y and behind it the values before the activation.
  std::vector<S> forward(cpu_context& ctx, bool with_tail = true) const {
    using B = cpu<S>;
    std::vector<S> packed(place(B::conv2d_packed_size(g))), y(place(2 * g.output().size()));
    B::conv2d_pack(ctx, {.geometry = g, .weight = weight.data(), .packed = packed.data()});
    conv2d_call<S, S> call{
        .geometry = g, .x0 = x0.data(), .x1 = x1.data(), .packed = packed.data(), .tail = {}, .y = y.data()};
    if (with_tail)
      call.tail = {bias.data(), row.data(), residual.data(), activation::silu, y.data() + g.output().size()};
    B::conv2d_forward(ctx, call);
    return y;
  }

  /// Gradients of x0 and of x1 behind it, added to x0 and x1 themselves where `accumulate` says so. The residual serves
  /// as upper gradient.
  std::vector<S> input_grads(cpu_context& ctx, bool accumulate = false) const {
    std::vector<S> upper = residual, all = x0, y = forward(ctx);
    all.insert(all.end(), x1.begin(), x1.end());
    cpu<S>::conv2d_backward(ctx, {.of = {.geometry = g,
                                         .x0 = x0.data(),
                                         .x1 = x1.data(),
                                         .tail = {.act = activation::silu, .before = y.data() + g.output().size()},
                                         .y = y.data()},
                                  .weight = weight.data(),
                                  .upper = upper.data(),
                                  .x0_grad = {all.data(), accumulate},
                                  .x1_grad = {g.channels1 > 0 ? all.data() + x0.size() : nullptr, accumulate}});
    return all;
  }

  conv2d_geometry g;
  std::vector<S> x0, x1, weight, bias, row, residual;
};

double largest_difference(const std::vector<float>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < b.size(); ++i) largest = std::max(largest, std::abs(double{a[i]} - b[i]));
  return largest;
}

double largest(const std::vector<double>& a) {
  double of = 0;
  for (const double v : a) of = std::max(of, std::abs(v));
  return of;
}

const conv2d_geometry shapes[] = {
    layer(2, 16, 16, 64, 0, 64),  layer(1, 17, 18, 48, 16, 80), layer(3, 19, 16, 16, 64, 96),
    layer(1, 16, 47, 128, 0, 64), layer(2, 31, 21, 32, 32, 64), layer(1, 33, 33, 64, 64, 112),
};

// The bound is a decimal digit above what is usual: entries of the transforms are up to 8, applied twice to inputs
// and outputs each, where sums of up to 1152 products are rounded to 6e-8.
TEST(Conv2dWinograd, IsWithinATenThousandthOfTheLargestOfTheDirectSumsInDouble) {
  for (const conv2d_geometry& g : shapes) {
    cpu_context ctx(2), direct(2, convolution::direct);
    ASSERT_TRUE(cpu_kernels::conv2d_winograd<float>::fits(g));
    const std::vector<double> want = operands<double>(g).forward(direct);
    const std::vector<float> got = operands<float>(g).forward(ctx);
    EXPECT_LT(largest_difference(got, want), 1e-4 * largest(want)) << join(g.output());
    EXPECT_NE(got, operands<float>(g).forward(direct)) << "computed directly: " << join(g.output());
  }
}

TEST(Conv2dWinograd, ItsInputGradientsAreWithinATenThousandthOfTheLargestOfTheDirectOnes) {
  for (const conv2d_geometry& g : shapes) {
    cpu_context ctx(2), direct(2, convolution::direct);
    const std::vector<double> want = operands<double>(g).input_grads(direct);
    const std::vector<float> got = operands<float>(g).input_grads(ctx);
    EXPECT_LT(largest_difference(got, want), 1e-4 * largest(want)) << join(g.output());
    EXPECT_NE(got, operands<float>(g).input_grads(direct)) << "computed directly: " << join(g.output());
  }
}

TEST(Conv2dWinograd, ItsInputGradientsAreTheSameFunctionAsTheDirectOnes) {
  for (const conv2d_geometry& g : shapes)
    for (const bool accumulate : {false, true}) {
      cpu_context ctx(2), direct(2, convolution::direct);
      const std::vector<double> want = operands<double>(g).input_grads(direct, accumulate),
                                got = operands<double>(g).input_grads(ctx, accumulate);
      for (std::size_t i = 0; i < want.size(); ++i)
        ASSERT_NEAR(got[i], want[i], 1e-11) << join(g.output()) << " at " << i;
    }
}

// In double all digits but the last few agree, so that a term left out or put in a wrong place cannot hide.
TEST(Conv2dWinograd, IsTheSameFunctionAsTheDirectSums) {
  for (const conv2d_geometry& g : shapes) {
    cpu_context ctx(2), direct(2, convolution::direct);
    const std::vector<double> want = operands<double>(g).forward(direct), got = operands<double>(g).forward(ctx);
    for (std::size_t i = 0; i < want.size(); ++i)
      ASSERT_NEAR(got[i], want[i], 1e-11) << join(g.output()) << " at " << i;
  }
}

TEST(Conv2dWinograd, HasTheSameBitsOnAnyNumberOfThreads) {
  for (const conv2d_geometry& g : {layer(1, 17, 18, 48, 16, 80), layer(7, 33, 21, 64, 0, 96)}) {
    const operands<float> of(g);
    cpu_context one(1);
    const std::vector<float> want = of.forward(one), gradients = of.input_grads(one);
    for (const int threads : {2, 3, 4, 5, 16}) {
      cpu_context several(threads);
      EXPECT_EQ(of.forward(several), want) << threads << " threads, " << join(g.output());
      EXPECT_EQ(of.input_grads(several), gradients) << threads << " threads, " << join(g.output());
    }
  }
}

TEST(Conv2dWinograd, HasTheSameBitsForAnImageAloneAndInABatch) {
  cpu_context ctx(2);
  const operands<float> all(layer(9, 19, 22, 64, 16, 64));
  const std::vector<float> together = all.forward(ctx, false);
  for (index_t image = 0; image < 9; ++image) {
    operands<float> one(layer(1, 19, 22, 64, 16, 64));
    const auto part = [image](const std::vector<float>& of, std::vector<float>& to) {
      const auto size = static_cast<std::ptrdiff_t>(to.size());
      std::copy_n(of.begin() + image * size, size, to.begin());
    };
    part(all.x0, one.x0), part(all.x1, one.x1);
    const std::vector<float> alone = one.forward(ctx, false);
    const index_t size = one.g.output().size();
    EXPECT_TRUE(std::equal(alone.begin(), alone.begin() + size, together.begin() + image * size)) << "image " << image;
  }
}

TEST(Conv2dWinograd, IsChosenByShapeAlone) {
  const auto fits = [](conv2d_geometry g) { return cpu_kernels::conv2d_winograd<float>::fits(g); };
  EXPECT_TRUE(fits(layer(0, 16, 16, 64, 0, 64)));
  EXPECT_TRUE(fits(layer(1000, 16, 16, 64, 0, 64)));
  EXPECT_FALSE(fits(layer(1, 15, 16, 64, 0, 64))) << "small images";
  EXPECT_FALSE(fits(layer(1, 16, 16, 48, 0, 64))) << "few inputs";
  EXPECT_FALSE(fits(layer(1, 16, 16, 64, 0, 48))) << "few outputs";
  EXPECT_FALSE(fits(layer(1, 16, 16, 72, 0, 64))) << "half a register";
  conv2d_geometry g = layer(1, 16, 16, 64, 0, 64);
  g.stride = 2;
  EXPECT_FALSE(fits(g));
  g.stride = 1, g.upsample = true;
  EXPECT_FALSE(fits(g));
  g.upsample = false, g.pad = {0, 1, 0, 1};
  EXPECT_FALSE(fits(g));
  EXPECT_FALSE(cpu_kernels::conv2d_winograd<bf16>::fits(layer(1, 16, 16, 64, 0, 64)));
}

}  // namespace
