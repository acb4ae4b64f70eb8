#include "sfumato/io/gzip.hpp"

#include <gtest/gtest.h>

#include <string>

#include "../data/idx_files.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/data/idx.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// An IDX file of two images of 2x3 pixels.
std::string two_images() {
  return idx_header(3, {2, 2, 3}) + std::string("\x00\x01\x02\x03\x04\x05\xff\xfe\xfd\xfc\xfb\xfa", 12);
}

TEST(Gzip, TellsCompressionByTheContentsNotByTheName) {
  temporary_folder folder;
  put(folder / "plain", two_images());
  put(folder / "plain.gz", two_images());
  put(folder / "packed.gz", gzip(two_images()));
  put(folder / "packed", gzip(two_images()));
  for (const char* name : {"plain", "plain.gz", "packed.gz", "packed"}) {
    EXPECT_EQ(content_reader(folder / name).compressed(), name[1] == 'a') << name;
    const idx_images images = read_idx_images<content_reader>(folder / name);
    EXPECT_EQ(images.count, 2);
    EXPECT_EQ(images[1][5], 0xfa);
  }
}

TEST(Gzip, ReadsGzipFilesJoinedEndToEnd) {
  temporary_folder folder;
  const std::string whole = two_images();
  put(folder / "a", gzip(whole.substr(0, 9)) + gzip(whole.substr(9)));
  EXPECT_EQ(read_idx_images<content_reader>(folder / "a")[1][5], 0xfa);
}

TEST(Gzip, ReadsLargeAndHighlyCompressibleFiles) {
  temporary_folder folder;
  for (const int count : {1, 300, 70000}) {
    put(folder / "a", gzip(idx_header(1, {count}) + std::string(static_cast<std::size_t>(count), '\x03')));
    EXPECT_EQ(read_idx_labels<content_reader>(folder / "a"),
              std::vector<std::uint8_t>(static_cast<std::size_t>(count), 3));
  }
}

TEST(Gzip, DamagedGzipIsNoticed) {
  temporary_folder folder;
  std::string damaged = gzip(two_images());
  damaged[damaged.size() - 8] = static_cast<char>(damaged[damaged.size() - 8] ^ 1);  // the checksum
  put(folder / "a", damaged);
  const std::string message = message_of([&] { read_idx_images<content_reader>(folder / "a"); });
  EXPECT_TRUE(says(message, {(folder / "a").string(), "damaged", "incorrect data check"})) << message;
}

TEST(Gzip, EveryTruncationIsNoticed) {
  temporary_folder folder;
  for (const std::string& whole : {two_images(), gzip(two_images())})
    for (std::size_t length = 0; length < whole.size(); ++length) {
      put(folder / "cut", whole.substr(0, length));
      const std::string message = message_of([&] { read_idx_images<content_reader>(folder / "cut"); });
      ASSERT_TRUE(says(message, {(folder / "cut").string(), "truncated"})) << length << ": " << message;
    }
}

TEST(Gzip, BytesTooManyAreNoticed) {
  temporary_folder folder;
  const auto message = [&] { return message_of([&] { read_idx_images<content_reader>(folder / "long"); }); };
  for (const std::string& contents : {gzip(two_images() + "x"), gzip(two_images()) + gzip("x")}) {
    put(folder / "long", contents);
    EXPECT_TRUE(says(message(), {(folder / "long").string(), "too long", "12 bytes"})) << message();
  }
  put(folder / "long", gzip(two_images()) + "rubbish");
  EXPECT_TRUE(says(message(), {(folder / "long").string(), "damaged"})) << message();
}

TEST(Gzip, ALyingHeaderTakesNoMemory) {
  temporary_folder folder;
  for (const std::string& lie : {idx_header(3, {0x7fffffff, 0x7fffffff, 0x7fffffff}), idx_header(3, {60000, 28, 28})}) {
    put(folder / "lie", gzip(lie + "12"));
    const std::string message = message_of([&] { read_idx_images<content_reader>(folder / "lie"); });
    EXPECT_TRUE(says(message, {(folder / "lie").string(), "truncated", "more than the file can hold"})) << message;
  }
}

TEST(Gzip, AnyChangeOfBytesIsReadOrRefused) {
  temporary_folder folder;
  random_sequence random(random_source{.seed = 2});
  for (int round = 0; round < 1500; ++round) {
    std::string changed = gzip(two_images());
    for (std::uint32_t changes = 1 + random.below(3); changes > 0; --changes)
      changed[random.below(static_cast<std::uint32_t>(changed.size()))] = static_cast<char>(random.below(256));
    put(folder / "changed", changed);
    try {
      const idx_images images = read_idx_images<content_reader>(folder / "changed");
      EXPECT_EQ(images.pixels.size(), static_cast<std::size_t>(images.count * images.height * images.width));
    } catch (const error& e) {
      ASSERT_TRUE(says(e.what(), {(folder / "changed").string()})) << e.what();
    }
  }
}

TEST(Gzip, NamesAMissingFileAndAFolder) {
  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { content_reader(folder / "none"); }), {(folder / "none").string(), "nothing"}));
  EXPECT_TRUE(says(message_of([&] { content_reader{folder.path()}; }), {folder.path().string(), "folder"}));
}

}  // namespace
