#include "sfumato/io/small_float.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace sfumato;

struct f16 {
  static std::uint16_t encode(double v) { return to_float16(v); }
  static float decode(std::uint16_t c) { return from_float16(c); }
  static constexpr std::uint16_t infinity = 0x7C00;
};
struct bf16 {
  static std::uint16_t encode(double v) { return to_bfloat16(v); }
  static float decode(std::uint16_t c) { return from_bfloat16(c); }
  static constexpr std::uint16_t infinity = 0x7F80;
};

template <class Format>
class SmallFloat : public ::testing::Test {};
using formats = ::testing::Types<f16, bf16>;
TYPED_TEST_SUITE(SmallFloat, formats);

TYPED_TEST(SmallFloat, EveryCodeSurvivesTheRoundTrip) {
  for (unsigned code = 0; code < 0x10000; ++code) {
    const auto half = static_cast<std::uint16_t>(code);
    const float value = TypeParam::decode(half);
    if ((code & 0x7FFF) > TypeParam::infinity) {
      EXPECT_TRUE(std::isnan(value));
      EXPECT_TRUE(std::isnan(TypeParam::decode(TypeParam::encode(value))));
    } else {
      ASSERT_EQ(TypeParam::encode(value), half) << value;
    }
  }
}

TYPED_TEST(SmallFloat, RoundsToTheNearestAndTiesToEven) {
  for (unsigned code = 0; code + 1 < TypeParam::infinity; ++code) {
    const auto low = static_cast<std::uint16_t>(code), high = static_cast<std::uint16_t>(code + 1);
    const double middle = 0.5 * (double{TypeParam::decode(low)} + double{TypeParam::decode(high)});
    ASSERT_EQ(TypeParam::encode(middle), code % 2 == 0 ? low : high) << middle;
    // One step of a double beside the tie: narrowing to float first would lose it and round twice.
    ASSERT_EQ(TypeParam::encode(std::nextafter(middle, 0.0)), low) << middle;
    ASSERT_EQ(TypeParam::encode(std::nextafter(middle, 1e300)), high) << middle;
    ASSERT_EQ(TypeParam::encode(-middle), 0x8000 | (code % 2 == 0 ? low : high)) << middle;
  }
}

TYPED_TEST(SmallFloat, OverflowsToInfinityHalfwayBeyondTheLargest) {
  const double largest = TypeParam::decode(TypeParam::infinity - 1);
  const double step = largest - TypeParam::decode(TypeParam::infinity - 2);
  EXPECT_EQ(TypeParam::encode(std::nextafter(largest + step / 2, 0.0)), TypeParam::infinity - 1);
  EXPECT_EQ(TypeParam::encode(largest + step / 2), TypeParam::infinity);
  EXPECT_EQ(TypeParam::encode(1e300), TypeParam::infinity);
  EXPECT_EQ(TypeParam::encode(-std::numeric_limits<double>::infinity()), 0x8000 | TypeParam::infinity);
}

TYPED_TEST(SmallFloat, UnderflowsToZeroWithItsSign) {
  EXPECT_EQ(TypeParam::encode(0.0), 0);
  EXPECT_EQ(TypeParam::encode(-0.0), 0x8000);
  EXPECT_EQ(TypeParam::encode(-1e-300), 0x8000);
  EXPECT_EQ(TypeParam::encode(std::numeric_limits<double>::denorm_min()), 0);
}

TEST(SmallFloat, KnowsPublishedValues) {
  EXPECT_EQ(to_float16(1.0), 0x3C00);
  EXPECT_EQ(to_float16(-2.0), 0xC000);
  EXPECT_EQ(to_float16(65504.0), 0x7BFF);
  EXPECT_EQ(to_float16(0x1p-24), 0x0001);
  EXPECT_EQ(to_float16(0x1p-14), 0x0400);
  EXPECT_EQ(to_float16(1.0 / 3.0), 0x3555);
  EXPECT_EQ(to_bfloat16(1.0), 0x3F80);
  EXPECT_EQ(to_bfloat16(3.140625), 0x4049);
  EXPECT_EQ(to_bfloat16(0x1p-133), 0x0001);
}

}  // namespace
