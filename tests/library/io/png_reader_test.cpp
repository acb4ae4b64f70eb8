#include "sfumato/io/png_reader.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "sfumato/io/image_grid.hpp"
#include "sfumato/io/png.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

std::string png_of(const bitmap& picture) {
  const std::vector<std::uint8_t> bytes = encode_png(picture);
  return {bytes.begin(), bytes.end()};
}

bitmap speckled(index_t height, index_t width, index_t channels) {
  bitmap picture(height, width, channels);
  for (std::size_t i = 0; i < picture.samples.size(); ++i)
    picture.samples[i] = static_cast<std::uint8_t>(i * i * 31 % 251);
  return picture;
}

/// A PNG of a kind that the library does not write.
std::string png_in(png_uint_32 format, std::size_t bytes_a_pixel) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = 4;
  image.format = format;
  image.colormap_entries = (format & PNG_FORMAT_FLAG_COLORMAP) != 0 ? 8 : 0;
  std::vector<std::uint8_t> pixels(16 * bytes_a_pixel), colours;
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i % 7);
  for (int i = 0; i < 8 * 4; ++i) colours.push_back(static_cast<std::uint8_t>(i * 8));
  std::string file(4096, '\0');
  png_alloc_size_t size = file.size();
  EXPECT_NE(png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0, colours.data()), 0)
      << image.message;
  file.resize(size);
  return file;
}

struct PngReader : testing::Test {
  temporary_folder folder;
  bitmap read(const std::string& contents) const {
    put(folder / "a.png", contents);
    return read_png(folder / "a.png");
  }
  /// One line that names the file.
  std::string refused(const std::string& contents) const {
    const std::string said = message_of([&] { read(contents); });
    EXPECT_TRUE(says(said, {(folder / "a.png").string() + ": "})) << said;
    return said;
  }
};

TEST_F(PngReader, ReadsWhatIsWritten) {
  for (const index_t channels : {1, 3})
    for (const auto& [height, width] : {std::pair<index_t, index_t>{1, 1}, {5, 3}, {3, 700}, {257, 129}}) {
      const bitmap picture = speckled(height, width, channels), got = read(png_of(picture));
      EXPECT_EQ(got.height, height);
      EXPECT_EQ(got.width, width);
      EXPECT_EQ(got.channels, channels);
      EXPECT_EQ(got.samples, picture.samples);
    }
}

TEST_F(PngReader, SaysWhatAFileIsWithoutUnpackingIt) {
  put(folder / "a.png", png_of(speckled(5, 7, 3)));
  const png_file file(folder / "a.png");
  EXPECT_EQ(file.header().height, 5);
  EXPECT_EQ(file.header().width, 7);
  EXPECT_EQ(file.header().channels(), 3);
  EXPECT_EQ(file.header().words(), "5x7, 8 bits, RGB");
}

TEST_F(PngReader, RefusesWhatIsNoPng) {
  for (const char* other : {"", "GIF89a and so on, and so on, and so on", "P", "\x89PNX\r\n\x1a\n"})
    EXPECT_NE(refused(other).find("expected a PNG file"), std::string::npos) << other;
  EXPECT_TRUE(says(message_of([&] { read_png(folder / "none.png"); }), {"none.png", "No such file"}));
  EXPECT_TRUE(says(message_of([&] { read_png(folder.path()); }), {"folder"}));
}

TEST_F(PngReader, RefusesAFileThatIsCutOffAnywhere) {
  const std::string whole = png_of(speckled(20, 20, 1));
  for (std::size_t length = 1; length + 12 < whole.size(); ++length) refused(whole.substr(0, length));
  EXPECT_NE(refused(whole.substr(0, 20)).find("truncated"), std::string::npos);
  EXPECT_NE(refused(whole.substr(0, whole.size() / 2)).find("truncated or damaged: "), std::string::npos);
  EXPECT_NE(refused(whole.substr(0, whole.size() / 2)).back(), ' ') << "libpng says what it missed";
}

TEST_F(PngReader, RefusesOtherKindsByName) {
  EXPECT_NE(refused(png_in(PNG_FORMAT_LINEAR_Y, 2)).find("8 bits, grey or RGB, got 4x4, 16 bits, grey"),
            std::string::npos);
  EXPECT_NE(refused(png_in(PNG_FORMAT_RGBA, 4)).find("got 4x4, 8 bits, RGB with alpha"), std::string::npos);
  EXPECT_NE(refused(png_in(PNG_FORMAT_GA, 2)).find("got 4x4, 8 bits, grey with alpha"), std::string::npos);
  EXPECT_NE(refused(png_in(PNG_FORMAT_RGB_COLORMAP, 1)).find("with a palette"), std::string::npos);
}

/// The file with other bytes at a place, and the CRC of its header made right again.
std::string with_header(std::string file, std::size_t at, const std::string& bytes) {
  file.replace(at, bytes.size(), bytes);
  const auto crc = crc32(0, reinterpret_cast<const unsigned char*>(file.data() + 12), 17);
  for (std::size_t i = 0; i < 4; ++i) file[29 + i] = static_cast<char>(crc >> (24 - 8 * i));
  return file;
}

TEST_F(PngReader, RefusesHugeAndFalseSizesBeforeItTakesMemory) {
  const std::string whole = png_of(speckled(20, 20, 1));
  for (const char* side : {"\x7f\xff\xff\xff", "\xff\xff\xff\xff", "\x00\x00\xff\xff"}) {
    const std::string four(side, 4);
    EXPECT_NE(refused(with_header(whole, 16, four + four)).find("too much for its"), std::string::npos);
  }
  const std::string none(4, '\0');
  EXPECT_NE(refused(with_header(whole, 16, none)).find("damaged"), std::string::npos);
  // More rows than there are data for, but not too many to believe.
  EXPECT_NE(refused(with_header(whole, 20, {"\0\0\0\x40", 4})).find("damaged"), std::string::npos);
}

TEST_F(PngReader, RefusesDamagedBytes) {
  const std::string whole = png_of(speckled(20, 20, 1));
  std::size_t refusals = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const std::string said = message_of([&] { read(damaged); });
    EXPECT_EQ(said.find('\n'), std::string::npos);
    refusals += said.empty() ? 0 : 1;
  }
  // All but what may be passed over: chunks that say something of colours, and the end.
  EXPECT_GT(refusals, whole.size() * 3 / 4);
}

TEST_F(PngReader, PixelsAreTheNumbersThatWereWritten) {
  const std::vector<float> pixels = to_pixels(speckled(3, 4, 3));
  EXPECT_EQ(image_grid(view<const float>(pixels.data(), {1, 3, 4, 3}), {.padding = 0}).samples,
            speckled(3, 4, 3).samples);
  bitmap ends(1, 2, 1);
  ends.samples[1] = 255;
  EXPECT_EQ(to_pixels<double>(ends), (std::vector<double>{-1, 1}));
}

}  // namespace
