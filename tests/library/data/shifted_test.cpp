#include "sfumato/data/shifted.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "../messages.hpp"
#include "sfumato/data/image_dataset.hpp"

namespace {

using namespace sfumato;
using sfumato_test::message_of;
using sfumato_test::says;

/// One image whose pixel (i,j) is 10 i + j.
image_dataset one_image(index_t height, index_t width) {
  image_dataset data({height, width, 1}, {7});
  const auto pixels = data.add(0);
  for (index_t i = 0; i < height; ++i)
    for (index_t j = 0; j < width; ++j)
      pixels[static_cast<std::size_t>(i * width + j)] = static_cast<float>(10 * i + j);
  return data;
}

TEST(Shifted, MovesEveryPixelAndLetsGroundIn) {
  std::vector<float> x(12), y(12);
  std::iota(x.begin(), x.end(), 1.0F);
  shift_pixels<float>({2, 3, 2}, x, y, 1, -1, -9);
  EXPECT_EQ(y, (std::vector<float>{-9, -9, -9, -9, -9, -9, 3, 4, 5, 6, -9, -9}));
  shift_pixels<float>({2, 3, 2}, x, y, 0, 0, -9);
  EXPECT_EQ(y, x);
}

TEST(Shifted, EveryShiftComesEquallyOften) {
  const shifted<image_dataset> data(one_image(5, 6), 1, 3);
  std::map<float, int> seen;
  std::vector<float> out(30);
  for (index_t i = 0; i < 9000; ++i) {
    data.get(i, std::span<float>(out));
    ++seen[out[2 * 6 + 2]];  // tells where it came from: (2 - down, 2 - right)
    EXPECT_EQ(data.label(i), 0);
  }
  ASSERT_EQ(seen.size(), 9U);
  for (const auto& [pixel, times] : seen) {
    EXPECT_GE(pixel, 11) << "at most one row or column away";
    EXPECT_LE(pixel, 33);
    EXPECT_NEAR(times, 1000, 150) << "five standard deviations of 30";
  }
}

TEST(Shifted, IsAPureFunctionOfSeedAndIndex) {
  const auto drawn = [](std::uint64_t seed, index_t i) {
    const shifted<image_dataset> data(one_image(8, 8), 3, seed);
    std::vector<float> out(64);
    data.get(i, std::span<float>(out));
    return out;
  };
  EXPECT_EQ(drawn(1, 5), drawn(1, 5));
  int others = 0;
  for (index_t i = 0; i < 10; ++i) others += drawn(1, i) != drawn(2, i) ? 1 : 0;
  EXPECT_GT(others, 5);
}

TEST(Shifted, SaysWhichShiftsThereAre) {
  const auto made = [](index_t most) { return message_of([&] { shifted<image_dataset>(one_image(4, 6), most, 0); }); };
  EXPECT_EQ(made(3), "");
  EXPECT_TRUE(says(made(4), {"shifted", "(4,6,1)", "got 4"}));
  EXPECT_TRUE(says(made(-1), {"shifted", "got -1"}));
}

}  // namespace
