#include "sfumato/diffusion/interpolation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "../messages.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/given_noise.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

std::vector<double> between(const std::vector<double>& a, const std::vector<double>& b, double u) {
  const auto row = [](const std::vector<double>& values) {
    return view<const double>(values.data(), {1, static_cast<index_t>(values.size())});
  };
  return slerp(row(a), row(b), u);
}

double norm_of(const std::vector<double>& a) {
  double sum = 0;
  for (const double x : a) sum += x * x;
  return std::sqrt(sum);
}

TEST(Slerp, IsTheFormulaForNoisesOfOneNorm) {
  const std::vector<double> a{3, 0, 4}, b{0, 5, 0}, c{4, 0, 3};
  for (const auto& other : {b, c}) {
    const double angle = std::acos((a[0] * other[0] + a[1] * other[1] + a[2] * other[2]) / 25);
    for (const double u : {0.1, 0.5, 0.8}) {
      const std::vector<double> got = between(a, other, u);
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(
            got[i],
            std::sin((1 - u) * angle) / std::sin(angle) * a[i] + std::sin(u * angle) / std::sin(angle) * other[i],
            1e-13);
      EXPECT_NEAR(norm_of(got), 5, 1e-13);
    }
  }
}

TEST(Slerp, EndsAtBothNoisesToTheBit) {
  const std::vector<float> a{0.1f, -0.7f, 2.3f, 1.f}, b{-1.1f, 0.3f, 0.9f, -1e-30f};
  const view<const float> from(a.data(), {2, 1, 2, 1}), to(b.data(), {2, 1, 2, 1});
  EXPECT_EQ(slerp(from, to, 0), a);
  EXPECT_EQ(slerp(from, to, 1), b);
}

TEST(Slerp, KeepsTheNormWhereverTheNoisesPoint) {
  const std::vector<double> a{1, 2, -2};
  for (const double turn : {0.0, 1e-12, 1e-7, 1e-3, 1.0}) {
    for (const double sign : {1.0, -1.0}) {  // nearly equal, or nearly opposite
      std::vector<double> b{sign * 1, sign * 2 + turn, sign * -2 + turn};
      const double shrink = 3 / norm_of(b);
      for (double& x : b) x *= shrink;
      std::vector<double> last = a;
      for (int k = 1; k <= 64; ++k) {
        const std::vector<double> now = between(a, b, k / 64.0);
        EXPECT_NEAR(norm_of(now), 3, 1e-12) << turn << " " << sign << " " << k;
        // At most half the circle, in 64 equal pieces.
        double moved = 0;
        for (std::size_t i = 0; i < 3; ++i) moved += (now[i] - last[i]) * (now[i] - last[i]);
        EXPECT_LE(std::sqrt(moved), 3 * 3.1416 / 64) << turn << " " << sign << " " << k;
        last = now;
      }
    }
  }
}

TEST(Slerp, EqualNoisesStayAndOppositeOnesTakeHalfACircle) {
  const std::vector<double> a{1, 2, -2}, opposite{-1, -2, 2};
  for (const double u : {0.25, 0.5}) {
    const std::vector<double> same = between(a, a, u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(same[i], a[i], 1e-14);
  }
  const std::vector<double> half = between(a, opposite, 0.5);
  EXPECT_NEAR(half[0] * a[0] + half[1] * a[1] + half[2] * a[2], 0, 1e-12);
  EXPECT_NEAR(norm_of(half), 3, 1e-12);
}

TEST(Slerp, OfTwoNormsTheNormGoesEvenly) {
  const std::vector<double> a{2, 0}, b{0, 6};
  EXPECT_NEAR(norm_of(between(a, b, 0.25)), 3, 1e-13);
  EXPECT_NEAR(between(a, b, 0.5)[0], 4 * std::sqrt(0.5), 1e-13);
  EXPECT_EQ(between({0, 0}, {4, 2}, 0.5), (std::vector<double>{2, 1})) << "from nothing there is no angle";
  EXPECT_EQ(between({1}, {-3}, 0.5), (std::vector<double>{-1})) << "a single number cannot turn";
}

TEST(Slerp, NoiseStaysNoise) {
  cpu_context ctx(1);
  const shape extent{2, 64, 64, 1};
  const auto a = drawn_noise<cpu<float>>(ctx, {.extent = extent, .seed = 1});
  const auto b = drawn_noise<cpu<float>>(ctx, {.extent = extent, .seed = 2});
  const auto c = slerp<float>({a.data(), extent}, {b.data(), extent}, 0.5);
  double squares = 0;
  for (const float x : c) squares += static_cast<double>(x) * static_cast<double>(x);
  // The variance of 8192 normal numbers is known to sqrt(2/8192) = 0.016; the mean of a and b has a variance of 0.5.
  EXPECT_NEAR(squares / 8192, 1, 0.06);
}

TEST(Slerp, SaysWhatIsWrong) {
  const std::vector<double> a{1, 2}, b{1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_TRUE(says(message_of([&] { between(a, {1}, 0.5); }), {"one shape", "(1,2)", "(1,1)"}));
  EXPECT_TRUE(says(message_of([&] { between(a, a, 1.5); }), {"u from 0 to 1", "got 1.5"}));
  EXPECT_TRUE(says(message_of([&] { between(a, a, b[1]); }), {"got nan"}));
  EXPECT_TRUE(says(message_of([&] { between(a, b, 0.5); }), {"finite noises", "got nan"}));
}

}  // namespace
