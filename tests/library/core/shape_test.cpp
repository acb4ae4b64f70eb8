#include "sfumato/core/shape.hpp"

#include <gtest/gtest.h>

#include "sfumato/core/view.hpp"

namespace {

using namespace sfumato;

constexpr shape image{2, 3, 4, 5};
static_assert(image.rank() == 4 && image.size() == 120 && image.stride() == 60 && image.back() == 5);
static_assert(image.with_back(7) == shape{2, 3, 4, 7} && image != shape{2, 3, 20});
static_assert(shape{}.rank() == 0 && shape{}.size() == 1 && shape{}.back() == 1);
static_assert(shape{0, 4}.size() == 0 && shape{0, 4} != shape{0});

TEST(Shape, IsWrittenWithItsExtents) {
  EXPECT_EQ(to_string(image), "(2,3,4,5)");
  EXPECT_EQ(to_string(shape{}), "()");
}

TEST(Shape, RefusesMoreThanFourAxesAndNegativeExtents) {
  EXPECT_THROW((shape{1, 1, 1, 1, 1}), error);
  try {
    shape{2, -1};
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::shape);
    EXPECT_STREQ(e.what(), "shape: expected extents of at least 0, got -1");
  }
}

TEST(View, RowsLieBehindEachOther) {
  float numbers[12] = {};
  const view<float> v(numbers, {3, 2, 2});
  EXPECT_EQ(v.size(), 12);
  EXPECT_EQ(v.row(2).data(), numbers + 8);
  EXPECT_EQ(v.row(2).size(), 4u);
  const view<const float> readable = v;
  EXPECT_EQ(readable.span().data(), numbers);
  static_assert(!std::is_convertible_v<view<const float>, view<float>>);
}

}  // namespace
