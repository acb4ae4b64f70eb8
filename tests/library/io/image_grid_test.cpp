#include "sfumato/io/image_grid.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

TEST(ImageGrid, MapsTheRangeToBytesAndClamps) {
  EXPECT_EQ(to_byte(-1.0), 0);
  EXPECT_EQ(to_byte(1.0), 255);
  EXPECT_EQ(to_byte(-7.f), 0);
  EXPECT_EQ(to_byte(std::numeric_limits<float>::infinity()), 255);
  for (int byte = 0; byte < 256; ++byte) EXPECT_EQ(to_byte(static_cast<float>(byte / 127.5 - 1.0)), byte);
}

TEST(ImageGrid, PutsImagesSideBySideWithPaddingAndZoom) {
  // Three images of one row and two pixels; two columns, so one cell stays empty.
  const std::vector<float> values{-1, 1, 1, -1, 0, 1};
  const bitmap grid = image_grid(view<const float>(values.data(), {3, 1, 2, 1}),
                                 {.columns = 2, .padding = 1, .zoom = 2, .background = 9});
  EXPECT_EQ(grid.height, 1 + 2 * (2 + 1));
  EXPECT_EQ(grid.width, 1 + 2 * (4 + 1));
  const std::vector<std::vector<int>> expected{
      {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9},         {9, 0, 0, 255, 255, 9, 255, 255, 0, 0, 9},
      {9, 0, 0, 255, 255, 9, 255, 255, 0, 0, 9}, {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9},
      {9, 128, 128, 255, 255, 9, 9, 9, 9, 9, 9}, {9, 128, 128, 255, 255, 9, 9, 9, 9, 9, 9},
      {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}};
  for (index_t y = 0; y < grid.height; ++y)
    for (index_t x = 0; x < grid.width; ++x)
      EXPECT_EQ(grid(y, x, 0), expected[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]) << y << "," << x;
}

TEST(ImageGrid, ChoosesASquareByItself) {
  const std::vector<double> values(10 * 4 * 4 * 3);
  const bitmap grid = image_grid(view<const double>(values.data(), {10, 4, 4, 3}), {.padding = 0});
  EXPECT_EQ(grid.width, 4 * 4);
  EXPECT_EQ(grid.height, 3 * 4);
  EXPECT_EQ(grid.channels, 3);
}

TEST(ImageGrid, NamesTheImageAndPixelOfANan) {
  std::vector<float> values(2 * 3 * 3);
  values[9 + 3 + 2] = std::numeric_limits<float>::quiet_NaN();
  const std::string message = message_of([&] { image_grid(view<const float>(values.data(), {2, 3, 3, 1})); });
  EXPECT_TRUE(says(message, {"image 1", "NaN", "row 1", "column 2"})) << message;
}

TEST(ImageGrid, NamesAShapeItCannotDraw) {
  const std::vector<float> values(8);
  for (const shape& s : {shape{2, 2, 2}, shape{1, 2, 2, 2}, shape{0, 2, 2, 1}})
    EXPECT_TRUE(says(message_of([&] { image_grid(view<const float>(values.data(), s)); }), {to_string(s)}));
}

}  // namespace
