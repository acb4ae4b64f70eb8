#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "../../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/math/arithmetic.hpp"

namespace {

using namespace sfumato_test;

template <class T>
class Elementwise : public testing::Test {
 protected:
  using numbers = std::vector<T>;
  cpu_context ctx{2};
};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Elementwise, scalars);

TYPED_TEST(Elementwise, MapsEveryElementOfAnyLengthAndTouchesNothingBeyond) {
  for (index_t n = 0; n < 70; ++n) {
    auto a = some_numbers<TypeParam>(n + 1, 1), b = some_numbers<TypeParam>(n + 1, 2);
    std::vector<TypeParam> out(a.size(), TypeParam(-9));
    cpu<TypeParam>::for_each(this->ctx, n, addition{}, out.data(), static_cast<const TypeParam*>(a.data()),
                             static_cast<const TypeParam*>(b.data()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) ASSERT_EQ(out[i], a[i] + b[i]);
    EXPECT_EQ(out.back(), TypeParam(-9));
  }
}

/// out = the row's coefficient times x.
struct times_coefficient {
  template <class T, class P>
  void operator()(const T* coefficient, P& out, const P& x) const {
    out = P(coefficient[0]) * x;
  }
};

TYPED_TEST(Elementwise, GivesEachRowItsOwnCoefficients) {
  for (const index_t size : {1, 19, 9000}) {
    const auto x = some_numbers<TypeParam>(3 * size, 1);
    const std::vector<TypeParam> factor = {2, 0, -1, 0, 4, 0};
    std::vector<TypeParam> out(x.size());
    cpu<TypeParam>::for_each_row(this->ctx, 3, size, times_coefficient{}, factor.data(), 2, out.data(),
                                 static_cast<const TypeParam*>(x.data()));
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(out[i], factor[i / static_cast<std::size_t>(size) * 2] * x[i]);
  }
}

TYPED_TEST(Elementwise, SeesOneNumberThatIsNotFinite) {
  auto x = some_numbers<TypeParam>(20000, 1);
  const auto finite = [&] {
    finite_flag flag;
    const whole step = 5;
    cpu<TypeParam>::note_finite(this->ctx, finite_call<TypeParam>{&flag, &step, 3, x.data(), 20000});
    EXPECT_EQ(flag.what, flag.step == 0 ? 0 : 3);
    EXPECT_TRUE(flag.step == 0 || flag.step == 5);
    return flag.step == 0;
  };
  EXPECT_TRUE(finite());
  for (const TypeParam bad : {std::numeric_limits<TypeParam>::infinity(), -std::numeric_limits<TypeParam>::infinity(),
                              std::numeric_limits<TypeParam>::quiet_NaN()})
    for (const std::size_t where : {std::size_t{0}, std::size_t{8191}, std::size_t{19999}}) {
      const TypeParam good = x[where];
      x[where] = bad;
      EXPECT_FALSE(finite()) << bad << " at " << where;
      x[where] = good;
    }
}

TYPED_TEST(Elementwise, DrawsStandardNormalNoiseThatARowHasToItself) {
  const index_t rows = 40, size = 1001;
  std::vector<TypeParam> all(static_cast<std::size_t>(rows * size)), one(static_cast<std::size_t>(size));
  const auto draw = [&](view<TypeParam> to, whole step, std::uint32_t first = 0) {
    cpu<TypeParam>::normal(this->ctx, {.x = to, .seed = 5, .step = &step, .first_stream = first});
  };
  draw({all.data(), {rows, size}}, 2);
  // 40040 numbers: mean within 4 / sqrt(n) = 0.02, variance within 4 sqrt(2 / n) = 0.03, 4.55% beyond 2 within 0.4%.
  double mean = 0, square = 0, beyond = 0;
  const double count = static_cast<double>(all.size());
  for (TypeParam z : all) {
    ASSERT_TRUE(std::isfinite(z));
    mean += static_cast<double>(z) / count;
    square += static_cast<double>(z) * static_cast<double>(z) / count;
    beyond += std::abs(z) > 2 ? 1 / count : 0;
  }
  EXPECT_NEAR(mean, 0, 0.02);
  EXPECT_NEAR(square, 1, 0.03);
  EXPECT_NEAR(beyond, 0.0455, 0.004);
  for (const index_t row : {index_t{0}, index_t{17}}) {
    draw({one.data(), {1, size}}, 2, static_cast<std::uint32_t>(row));
    EXPECT_TRUE(std::equal(one.begin(), one.end(), all.begin() + row * size));
  }
  draw({one.data(), {1, size}}, 3);
  EXPECT_FALSE(std::equal(one.begin(), one.end(), all.begin()));
}

TYPED_TEST(Elementwise, FindsQuantilesOfMagnitudes) {
  // |x| of row 0 is 0, 1, ..., 10; of row 1 it is 3 everywhere.
  std::vector<TypeParam> x;
  for (int i = 0; i <= 10; ++i) x.push_back(static_cast<TypeParam>((i * 7 % 11) * (i % 2 ? 1 : -1)));
  for (int i = 0; i <= 10; ++i) x.push_back(TypeParam(-3));
  const auto quantile = [&](double ratio) {
    std::vector<TypeParam> out(2);
    cpu<TypeParam>::abs_quantile(this->ctx, out.data(), {x.data(), {2, 11}}, ratio);
    EXPECT_EQ(out[1], TypeParam(3));
    return static_cast<double>(out[0]);
  };
  EXPECT_EQ(quantile(0), 0);
  EXPECT_EQ(quantile(1), 10);
  EXPECT_NEAR(quantile(0.5), 5, 1e-6);
  EXPECT_NEAR(quantile(0.995), 9.95, 1e-6);
}

TYPED_TEST(Elementwise, ActivatesInPacksAsInScalars) {
  for (const activation act : {activation::none, activation::relu, activation::silu}) {
    auto x = some_numbers<TypeParam>(37, 1);
    for (TypeParam& v : x) v *= 100;
    std::vector<TypeParam> out(x.size());
    cpu<TypeParam>::for_each(this->ctx, 37, activation_map{act}, out.data(), static_cast<const TypeParam*>(x.data()));
    // The exponential of packs is off by one or two units.
    const double tolerance = 4 * static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double want = static_cast<double>(activate(act, x[i]));
      ASSERT_NEAR(static_cast<double>(out[i]), want, tolerance * std::max(1.0, std::abs(want))) << x[i];
    }
  }
}

}  // namespace
