#include "sfumato/data/idx.hpp"

#include <gtest/gtest.h>

#include <string>

#include "../io/temporary_folder.hpp"
#include "idx_files.hpp"
#include "sfumato/core/random.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

std::string images_file() {
  return idx_header(3, {2, 2, 3}) + std::string("\x00\x01\x02\x03\x04\x05\xff\xfe\xfd\xfc\xfb\xfa", 12);
}

TEST(Idx, ReadsImagesAndLabels) {
  temporary_folder folder;
  put(folder / "images", images_file());
  const idx_images images = read_idx_images(folder / "images");
  EXPECT_EQ(images.count, 2);
  EXPECT_EQ(images.height, 2);
  EXPECT_EQ(images.width, 3);
  EXPECT_EQ(images[0][5], 5);
  EXPECT_EQ(images[1][0], 255);
  EXPECT_EQ(images[1].size(), 6u);
  put(folder / "labels", idx_header(1, {3}) + "\x07\x01\x09");
  EXPECT_EQ(read_idx_labels(folder / "labels"), (std::vector<std::uint8_t>{7, 1, 9}));
}

TEST(Idx, EveryTruncationIsNoticed) {
  temporary_folder folder;
  const std::string whole = images_file();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    put(folder / "cut", whole.substr(0, length));
    const std::string message = message_of([&] { read_idx_images(folder / "cut"); });
    ASSERT_TRUE(says(message, {(folder / "cut").string(), "truncated"})) << length << ": " << message;
  }
}

TEST(Idx, BytesTooManyAreNoticed) {
  temporary_folder folder;
  put(folder / "long", images_file() + "x");
  const std::string message = message_of([&] { read_idx_images(folder / "long"); });
  EXPECT_TRUE(says(message, {(folder / "long").string(), "too long", "12 bytes"})) << message;
}

TEST(Idx, AWrongMagicNumberIsNamed) {
  temporary_folder folder;
  put(folder / "labels", idx_header(1, {1}) + "\x01");
  put(folder / "images", images_file());
  put(folder / "floats", std::string("\x00\x00\x0d\x03", 4) + images_file());
  put(folder / "text", "hello, this is not an IDX file");
  put(folder / "packed", gzip(images_file()));
  const auto says_of = [&](const char* name, std::initializer_list<std::string> words) {
    const std::string message = message_of([&] { read_idx_images(folder / name); });
    EXPECT_TRUE(says(message, {(folder / name).string()}) && says(message, words)) << message;
  };
  says_of("labels", {"2051", "2049", "these are labels"});
  says_of("floats", {"2051", "3331"});
  says_of("text", {"2051", "found magic number"});
  says_of("packed", {"2051", "gzip data", "unpack the file", "content_reader"});
  EXPECT_TRUE(says(message_of([&] { read_idx_labels(folder / "images"); }), {"2049", "2051", "these are images"}));
}

TEST(Idx, ALyingHeaderTakesNoMemory) {
  temporary_folder folder;
  const std::string lies[] = {idx_header(3, {0x7fffffff, 0x7fffffff, 0x7fffffff}), idx_header(3, {-1, -1, -1}),
                              idx_header(3, {60000, 28, 28}), idx_header(3, {1 << 30, 1, 1})};
  for (const std::string& lie : lies) {
    put(folder / "lie", lie + "12");
    const std::string message = message_of([&] { read_idx_images(folder / "lie"); });
    EXPECT_TRUE(says(message, {(folder / "lie").string(), "truncated", "more than the file can hold"})) << message;
  }
  put(folder / "none", idx_header(3, {0, 28, 28}));
  EXPECT_TRUE(says(message_of([&] { read_idx_images(folder / "none"); }), {"positive extents", "found 0"}));
}

TEST(Idx, AnyChangeOfBytesIsReadOrRefused) {
  temporary_folder folder;
  random_sequence random(random_source{.seed = 2});
  for (int round = 0; round < 1500; ++round) {
    std::string changed = images_file();
    for (std::uint32_t changes = 1 + random.below(3); changes > 0; --changes)
      changed[random.below(static_cast<std::uint32_t>(changed.size()))] = static_cast<char>(random.below(256));
    put(folder / "changed", changed);
    try {
      const idx_images images = read_idx_images(folder / "changed");
      EXPECT_EQ(images.pixels.size(), static_cast<std::size_t>(images.count * images.height * images.width));
    } catch (const error& e) {
      ASSERT_TRUE(says(e.what(), {(folder / "changed").string()})) << e.what();
    }
  }
}

TEST(Idx, NamesAMissingFileAndAFolder) {
  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { read_idx_labels(folder / "none"); }), {(folder / "none").string(), "nothing"}));
  EXPECT_TRUE(says(message_of([&] { read_idx_labels(folder.path()); }), {folder.path().string(), "folder"}));
}

}  // namespace
