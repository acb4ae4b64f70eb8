#include "sfumato/data/resize.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "../io/temporary_folder.hpp"
#include "sfumato/core/random.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

std::vector<std::uint8_t> noise(const shape& s) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(s.size()));
  random_sequence random(random_source{.seed = 5});
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
  return pixels;
}

std::vector<float> resized(const std::vector<std::uint8_t>& pixels, const shape& from, const shape& to) {
  std::vector<float> out(static_cast<std::size_t>(to.size()));
  area_resizer(from, to)(pixels, out);
  return out;
}

/// Enlarges every pixel to h x w equal ones, after which each output pixel is a plain mean of H x W of them.
std::vector<double> by_subpixels(const std::vector<std::uint8_t>& pixels, const shape& from, const shape& to) {
  std::vector<double> out;
  for (index_t y = 0; y < to[0]; ++y)
    for (index_t x = 0; x < to[1]; ++x)
      for (index_t c = 0; c < to[2]; ++c) {
        double sum = 0;
        for (index_t sy = y * from[0]; sy < (y + 1) * from[0]; ++sy)
          for (index_t sx = x * from[1]; sx < (x + 1) * from[1]; ++sx)
            sum += pixels[static_cast<std::size_t>((sy / to[0] * from[1] + sx / to[1]) * from[2] + c)];
        out.push_back(sum / static_cast<double>(from[0] * from[1]) / 127.5 - 1);
      }
  return out;
}

TEST(AreaResizer, MatchesCountingSubpixels) {
  const std::pair<shape, shape> cases[] = {{{28, 28, 1}, {16, 16, 1}}, {{28, 28, 1}, {14, 14, 1}},
                                           {{5, 7, 3}, {3, 2, 3}},     {{32, 32, 3}, {32, 32, 3}},
                                           {{3, 2, 1}, {5, 7, 1}},     {{9, 1, 2}, {1, 1, 2}}};
  for (const auto& [from, to] : cases) {
    const auto pixels = noise(from);
    const auto got = resized(pixels, from, to);
    const auto expected = by_subpixels(pixels, from, to);
    // Sums in double, one rounding to float of a value in [-1,1].
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_NEAR(got[i], expected[i], 6e-8) << to_string(from) << " to " << to_string(to) << " at " << i;
  }
}

TEST(AreaResizer, WeighsPartlyCoveredPixelsByTheirOverlap) {
  // 28 to 16: the first output covers input 0 and three quarters of input 1.
  const auto overlaps = detail::overlaps(28, 16);
  EXPECT_EQ(overlaps[0].first, 0);
  EXPECT_EQ(overlaps[0].weights, (std::vector<double>{1 / 1.75, .75 / 1.75}));
  EXPECT_EQ(overlaps[1].first, 1);
  EXPECT_EQ(overlaps[1].weights, (std::vector<double>{.25 / 1.75, 1 / 1.75, .5 / 1.75}));
  for (const auto& o : overlaps) EXPECT_NEAR(std::accumulate(o.weights.begin(), o.weights.end(), 0.0), 1.0, 1e-15);
}

TEST(AreaResizer, KeepsTheMean) {
  const auto pixels = noise({28, 28, 1});
  const auto out = resized(pixels, {28, 28, 1}, {16, 16, 1});
  const double mean = std::accumulate(pixels.begin(), pixels.end(), 0.0) / 784 / 127.5 - 1;
  EXPECT_NEAR(std::accumulate(out.begin(), out.end(), 0.0) / 256, mean, 6e-8);
}

TEST(AreaResizer, MapsBlackAndWhiteToTheEndsOfTheRange) {
  EXPECT_EQ(resized(std::vector<std::uint8_t>(784, 0), {28, 28, 1}, {16, 16, 1}), std::vector<float>(256, -1.f));
  for (const float v : resized(std::vector<std::uint8_t>(784, 255), {28, 28, 1}, {16, 16, 1}))
    EXPECT_NEAR(v, 1.f, 1e-7);
}

TEST(AreaResizer, NamesShapesItCannotUse) {
  EXPECT_TRUE(says(message_of([] { area_resizer({28, 28, 1}, {16, 16, 3}); }), {"(28,28,1)", "(16,16,3)"}));
  EXPECT_TRUE(says(message_of([] { area_resizer({28, 28}, {16, 16}); }), {"(28,28)"}));
  EXPECT_TRUE(says(message_of([] { area_resizer({0, 28, 1}, {16, 16, 1}); }), {"(0,28,1)"}));
  EXPECT_TRUE(says(message_of([] { resized(std::vector<std::uint8_t>(783), {28, 28, 1}, {16, 16, 1}); }), {"783"}));
}

}  // namespace
