#include "sfumato/core/finite.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "sfumato/core/narrow.hpp"

namespace {

using namespace sfumato;

template <class T>
void expect_bits_to_be_understood() {
  using limits = std::numeric_limits<T>;
  const T nan = limits::quiet_NaN(), infinity = limits::infinity();
  for (const T x : {T(0), -T(0), limits::denorm_min(), limits::max(), limits::lowest()}) {
    EXPECT_TRUE(is_finite(x)) << x;
    EXPECT_FALSE(is_nan(x)) << x;
  }
  for (const T x : {infinity, -infinity, nan, -nan, limits::signaling_NaN()}) EXPECT_FALSE(is_finite(x)) << x;
  for (const T x : {nan, -nan, limits::signaling_NaN()}) EXPECT_TRUE(is_nan(x)) << x;
  EXPECT_FALSE(is_nan(infinity));
  EXPECT_TRUE(in_range(T(1), T(0), T(1)) && in_range(T(0), T(0), T(1)));
  EXPECT_FALSE(in_range(nan, T(0), T(1)) || in_range(T(2), T(0), T(1)) || in_range(-infinity, limits::lowest(), T(1)));
  EXPECT_TRUE(at_least(T(1), T(1)) && !above(T(1), T(1)) && above(infinity, T(1)));
  EXPECT_FALSE(at_least(nan, T(1)) || above(nan, T(1)) || at_least(T(0), T(1)));
}

TEST(Finite, NanAndInfinityAreKnownByTheirBits) {
  expect_bits_to_be_understood<float>();
  expect_bits_to_be_understood<double>();
}

static_assert(is_finite(1.0) && !is_nan(1.f) && in_range(0.5, 0.0, 1.0));

TEST(Narrowed, KeepsWhatFitsAndRefusesTheRest) {
  EXPECT_EQ(narrowed<int>(std::int64_t{-5}, "x"), -5);
  EXPECT_EQ(narrowed<int>(std::uint8_t{200}, "x"), 200);
  EXPECT_EQ(narrowed<int>(3.0, "x"), 3);
  EXPECT_EQ(narrowed<float>(std::int64_t{1} << 24, "x"), 16777216.f);
  EXPECT_THROW(narrowed<int>(std::int64_t{1} << 32, "x"), error);
  EXPECT_THROW(narrowed<int>(std::uint64_t{1} << 63, "x"), error);
  EXPECT_THROW(narrowed<int>(0.5, "x"), error);
  EXPECT_THROW(narrowed<int>(1e10, "x"), error);
  EXPECT_THROW(narrowed<int>(std::numeric_limits<double>::quiet_NaN(), "x"), error);
  try {
    narrowed<float>((std::int64_t{1} << 24) + 1, "a label");
    ADD_FAILURE() << "expected it to be refused";
  } catch (const error& e) {
    EXPECT_STREQ(e.what(), "a label: expected a number from -16777216 to 16777216, got 16777217");
  }
}

}  // namespace
