#include "sfumato/io/png.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sfumato/core/random.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

bitmap decode(const std::vector<std::uint8_t>& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()), 0) << image.message;
  const index_t channels = (image.format & PNG_FORMAT_FLAG_COLOR) ? 3 : 1;
  image.format = channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  bitmap picture(static_cast<index_t>(image.height), static_cast<index_t>(image.width), channels);
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.samples.data(), 0, nullptr), 0) << image.message;
  return picture;
}

/// Noise, so that the file is as large as it gets.
bitmap noise(index_t height, index_t width, index_t channels) {
  bitmap picture(height, width, channels);
  random_sequence random(random_source{.seed = 3});
  for (std::uint8_t& sample : picture.samples) sample = static_cast<std::uint8_t>(random.below(256));
  return picture;
}

TEST(Png, WhatIsEncodedDecodesToTheSamePicture) {
  for (const index_t channels : {1, 3})
    for (const auto& [height, width] : {std::pair<index_t, index_t>{1, 1}, {5, 3}, {3, 700}, {257, 129}, {2000, 1}}) {
      const bitmap picture = noise(height, width, channels);
      const bitmap decoded = decode(encode_png(picture));
      ASSERT_EQ(decoded.height, height);
      ASSERT_EQ(decoded.width, width);
      ASSERT_EQ(decoded.channels, channels);
      ASSERT_EQ(decoded.samples, picture.samples);
    }
}

TEST(Png, WritesTheFileInOneStep) {
  temporary_folder folder;
  const bitmap picture = noise(4, 4, 3);
  write_png(folder / "a.png", picture);
  const std::string contents = contents_of(folder / "a.png");
  EXPECT_EQ(contents.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(decode({contents.begin(), contents.end()}).samples, picture.samples);
  EXPECT_EQ(folder.files(), 1u);
}

TEST(Png, NamesAFileItCannotWrite) {
  temporary_folder folder;
  const auto path = folder.path() / "none" / "a.png";
  EXPECT_TRUE(says(message_of([&] { write_png(path, noise(2, 2, 1)); }), {path.string(), "No such file"}));
}

TEST(Png, RefusesAnEmptyPictureAndOddChannels) {
  EXPECT_TRUE(says(message_of([] { encode_png(bitmap{}); }), {"0x0"}));
  EXPECT_TRUE(says(message_of([] { bitmap(2, 2, 2); }), {"(2,2,2)"}));
}

}  // namespace
