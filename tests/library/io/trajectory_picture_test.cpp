#include "sfumato/io/trajectory_picture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../messages.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Two images of one pixel, three moments; the estimate is the opposite of the image.
std::vector<snapshot<float>> three_moments() {
  std::vector<snapshot<float>> all;
  for (const float x : {-1.f, 0.f, 1.f}) all.push_back({0, -1, {1, 0}, {x, -x / 2}, {-x, x / 2}});
  return all;
}

TEST(TrajectoryPicture, AStripHasARowForEachImage) {
  const auto moments = three_moments();
  const bitmap strip = trajectory_strip<float>(moments, {2, 1, 1, 1}, snapshot_part::noisy, {.padding = 0});
  EXPECT_EQ(strip.height, 2);
  EXPECT_EQ(strip.width, 3);
  EXPECT_EQ(strip.samples, (std::vector<std::uint8_t>{0, 128, 255, 191, 128, 64}));
  EXPECT_EQ(trajectory_strip<float>(moments, {2, 1, 1, 1}, snapshot_part::estimate, {.padding = 0}).samples,
            (std::vector<std::uint8_t>{255, 128, 0, 64, 128, 191}));
}

TEST(TrajectoryPicture, HasAFrameForEachMoment) {
  const auto moments = three_moments();
  const std::vector<bitmap> frames =
      trajectory_frames<float>(moments, {2, 1, 1, 1}, snapshot_part::noisy, {.columns = 2, .padding = 0});
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].samples, (std::vector<std::uint8_t>{0, 191}));
  EXPECT_EQ(frames[2].samples, (std::vector<std::uint8_t>{255, 64}));
}

TEST(TrajectoryPicture, NoiseThatGrewIsShownAsNoise) {
  auto moments = three_moments();
  for (snapshot<float>& moment : moments) moment.level = {1, 1};
  const bitmap frame = trajectory_frames<float>(moments, {2, 1, 1, 1}, snapshot_part::noisy, {.padding = 0})[0];
  EXPECT_EQ(frame.samples, (std::vector<std::uint8_t>{to_byte(-std::sqrt(0.5)), to_byte(0.5 * std::sqrt(0.5))}));
  EXPECT_EQ(trajectory_frames<float>(moments, {2, 1, 1, 1}, snapshot_part::estimate, {.padding = 0})[0].samples[0],
            255);
}

TEST(TrajectoryPicture, SaysWhatIsWrong) {
  const auto moments = three_moments();
  EXPECT_TRUE(says(message_of([&] {
                     trajectory_strip<float>(moments, {3, 1, 1, 1});
                   }),
                   {"(3,1,1,1)", "got 2 numbers"}));
  EXPECT_TRUE(says(message_of([&] { trajectory_frames<float>(moments, {2, 1}); }), {"(2,1)"}));
  EXPECT_TRUE(says(message_of([&] { trajectory_strip<float>({}, {2, 1, 1, 1}); }), {"at least 1 snapshot"}));
}

}  // namespace
