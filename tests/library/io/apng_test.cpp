#include "sfumato/io/apng.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sfumato/io/png_reader.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Read by the letter of the specification: nothing of the writer is used.
struct raw_chunk {
  std::string name, data;
  bool intact = false;

  std::uint32_t number(std::size_t at, std::size_t bytes = 4) const {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + bytes; ++i) value = value << 8 | static_cast<unsigned char>(data.at(i));
    return value;
  }
};

/// The CRC of the PNG specification, annex D: bit by bit.
std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1u) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

std::vector<raw_chunk> chunks_of(const std::vector<std::uint8_t>& file) {
  const raw_chunk all{"", {file.begin(), file.end()}, true};
  EXPECT_EQ(all.data.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::vector<raw_chunk> chunks;
  std::size_t at = 8;
  while (at < all.data.size()) {
    const std::size_t length = all.number(at);
    const std::string named = all.data.substr(at + 4, length + 4);
    chunks.push_back({named.substr(0, 4), named.substr(4), crc_of(named) == all.number(at + 8 + length)});
    at += length + 12;
  }
  EXPECT_EQ(at, all.data.size());
  return chunks;
}

/// Pictures that differ, with edges that a filter of one row sees.
std::vector<bitmap> some_frames(std::size_t count, index_t height, index_t width, index_t channels) {
  std::vector<bitmap> frames;
  for (std::size_t k = 0; k < count; ++k) {
    bitmap frame(height, width, channels);
    for (std::size_t i = 0; i < frame.samples.size(); ++i)
      frame.samples[i] = static_cast<std::uint8_t>((i * 37 + k * 101 + i * i * k) % 256);
    frames.push_back(frame);
  }
  return frames;
}

/// Frame k as a PNG file of its own.
bitmap frame_of(const std::vector<raw_chunk>& chunks, std::size_t frame) {
  std::vector<std::uint8_t> file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  const auto add = [&](const std::string& name, const std::string& data) {
    const std::uint32_t crc = crc_of(name + data);
    const auto big_endian = [&](std::uint32_t x) {
      for (int shift = 24; shift >= 0; shift -= 8) file.push_back(static_cast<std::uint8_t>(x >> shift));
    };
    big_endian(static_cast<std::uint32_t>(data.size()));
    for (const char c : name + data) file.push_back(static_cast<std::uint8_t>(c));
    big_endian(crc);
  };
  add("IHDR", chunks.at(0).data);
  std::size_t seen = 0;
  for (const raw_chunk& chunk : chunks) {
    if (chunk.name == "fcTL") ++seen;
    if (seen != frame + 1) continue;
    if (chunk.name == "IDAT") add("IDAT", chunk.data);
    if (chunk.name == "fdAT") add("IDAT", chunk.data.substr(4));
  }
  add("IEND", "");
  temporary_folder folder;
  put(folder / "frame.png", {reinterpret_cast<const char*>(file.data()), file.size()});
  return read_png(folder / "frame.png");
}

TEST(Apng, HoldsEveryFrameInTheOrderAndFormOfTheSpecification) {
  for (const index_t channels : {1, 3}) {
    const std::vector<bitmap> frames = some_frames(5, 7, 30, channels);
    const auto chunks = chunks_of(encode_apng(frames, {.delay = 40, .hold_last = 900, .loops = 3}));
    for (const raw_chunk& chunk : chunks) EXPECT_TRUE(chunk.intact) << chunk.name;
    EXPECT_EQ(chunks.front().name, "IHDR");
    EXPECT_EQ(chunks[1].name, "acTL") << "before all picture data";
    EXPECT_EQ(chunks[1].number(0), 5u);
    EXPECT_EQ(chunks[1].number(4), 3u);
    EXPECT_EQ(chunks.back().name, "IEND");
    std::uint32_t sequence = 0, shown = 0;
    std::string kinds;
    for (const raw_chunk& chunk : chunks) {
      if (chunk.name == "fcTL" || chunk.name == "fdAT") {
        EXPECT_EQ(chunk.number(0), sequence++);
      }
      if (chunk.name == "fcTL") {
        ASSERT_EQ(chunk.data.size(), 26u);
        EXPECT_EQ(chunk.number(4), 30u);
        EXPECT_EQ(chunk.number(8), 7u);
        EXPECT_EQ(chunk.number(12) + chunk.number(16), 0u);
        EXPECT_EQ(chunk.number(20, 2), ++shown == 5 ? 900u : 40u);
        EXPECT_EQ(chunk.number(22, 2), 1000u);
        EXPECT_EQ(chunk.number(24, 2), 0u);
      }
      if (chunk.name == "fcTL" || chunk.name == "fdAT" || chunk.name == "IDAT") kinds += chunk.name[1];
    }
    EXPECT_EQ(kinds, "cDcdcdcdcd") << "the first frame is the picture itself";
    for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(frame_of(chunks, k).samples, frames[k].samples) << k;
  }
}

TEST(Apng, IsAPngOfItsFirstFrame) {
  const std::vector<bitmap> frames = some_frames(3, 200, 300, 3);
  temporary_folder folder;
  write_apng(folder / "a.png", frames);
  EXPECT_EQ(read_png(folder / "a.png").samples, frames[0].samples);
  const std::vector<std::uint8_t> file = encode_apng(frames);
  const auto chunks = chunks_of(file);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(frame_of(chunks, k).samples, frames[k].samples) << "many chunks";
  EXPECT_EQ(contents_of(folder / "a.png"), std::string(file.begin(), file.end()));
  EXPECT_EQ(chunks_of(encode_apng(std::vector<bitmap>{frames[0]}))[1].number(0), 1u);
}

TEST(Apng, SaysWhatIsWrong) {
  std::vector<bitmap> frames = some_frames(2, 4, 4, 1);
  const auto said = [&](const animation_options& options) { return message_of([&] { encode_apng(frames, options); }); };
  EXPECT_TRUE(says(message_of([] { encode_apng({}); }), {"at least 1 frame, got 0"}));
  EXPECT_TRUE(says(said({.delay = -1}), {"from 0 to 65535 ms, got -1"}));
  EXPECT_TRUE(says(said({.hold_last = 65536}), {"got 65536"}));
  EXPECT_TRUE(says(said({.loops = -1}), {"loops, got -1"}));
  frames[1] = bitmap(4, 5, 1);
  EXPECT_TRUE(says(said({}), {"one size", "(4,4,1)", "(4,5,1)", "frame 1"}));
  frames[1] = bitmap(4, 4, 3);
  EXPECT_TRUE(says(said({}), {"(4,4,3)"}));
}

}  // namespace
