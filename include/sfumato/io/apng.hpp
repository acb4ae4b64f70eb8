#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "sfumato/io/png.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct animation_options {
  index_t delay = 80;        ///< milliseconds that each frame is shown
  index_t hold_last = 1500;  ///< milliseconds for the last one
  index_t loops = 0;         ///< how often it is played; 0: for ever
};

namespace detail {

/// A chunk of a PNG file: its name and its data.
struct png_chunk {
  std::string_view name;
  std::span<const std::uint8_t> data;
};

inline void append_big_endian(std::vector<std::uint8_t>& to, std::uint32_t number, int bytes = 4) {
  for (int byte = bytes - 1; byte >= 0; --byte) to.push_back(static_cast<std::uint8_t>(number >> (8 * byte)));
}

/// Length, name, data, and the CRC of name and data.
inline void append_chunk(std::vector<std::uint8_t>& to, std::string_view name, std::span<const std::uint8_t> data) {
  append_big_endian(to, static_cast<std::uint32_t>(data.size()));
  const std::size_t begin = to.size();
  to.insert(to.end(), name.begin(), name.end());
  to.insert(to.end(), data.begin(), data.end());
  const auto length = static_cast<uInt>(to.size() - begin);
  append_big_endian(to, static_cast<std::uint32_t>(crc32(0, to.data() + begin, length)));
}

/// The chunks of a file that encode_png made.
inline std::vector<png_chunk> png_chunks(std::span<const std::uint8_t> file) {
  std::vector<png_chunk> chunks;
  for (std::size_t at = 8; at < file.size();) {
    std::size_t length = 0;
    for (std::size_t byte = 0; byte < 4; ++byte) length = length << 8 | file[at + byte];
    const auto* name = reinterpret_cast<const char*>(file.data() + at + 4);
    chunks.push_back({{name, 4}, file.subspan(at + 8, length)});
    at += length + 12;
  }
  return chunks;
}

/// fcTL: the whole picture, shown for so many thousandths of a second, in place of what was there before.
inline void append_frame_control(std::vector<std::uint8_t>& to, const bitmap& frame, index_t delay,
                                 std::uint32_t sequence) {
  std::vector<std::uint8_t> data;
  append_big_endian(data, sequence);
  for (const index_t number : {frame.width, frame.height, index_t{0}, index_t{0}})
    append_big_endian(data, static_cast<std::uint32_t>(number));
  append_big_endian(data, static_cast<std::uint32_t>(delay), 2);
  append_big_endian(data, 1000, 2);
  append_big_endian(data, 0, 2);
  append_chunk(to, "fcTL", data);
}

inline void check_animation(std::span<const bitmap> frames, const animation_options& options) {
  require(!frames.empty(), error_kind::shape, "apng: expected at least 1 frame, got 0");
  for (const index_t delay : {options.delay, options.hold_last})
    require(delay >= 0 && delay <= 65535, error_kind::value, "apng: expected delays from 0 to 65535 ms, got ", delay);
  require(options.loops >= 0 && options.loops <= 0x7FFFFFFF, error_kind::value,
          "apng: expected from 0 to 2147483647 loops, got ", options.loops);
  const auto size_of = [](const bitmap& frame) { return shape{frame.height, frame.width, frame.channels}; };
  for (const bitmap& frame : frames)
    require(size_of(frame) == size_of(frames[0]), error_kind::shape, "apng: expected frames of one size (H,W,C), got ",
            size_of(frames[0]), " and ", size_of(frame), " at frame ", &frame - frames.data());
}

}  // namespace detail

/// The bytes of an animated PNG (APNG, in the PNG specification's third edition): what shows a PNG shows the first
/// frame, what knows the chunks acTL, fcTL and fdAT plays them all. Throws (shape) unless there is a frame and all are
/// of one size and kind, (value) for delays outside 0 to 65535 ms or loops outside 0 to 2^31 - 1.
inline std::vector<std::uint8_t> encode_apng(std::span<const bitmap> frames, const animation_options& options = {}) {
  detail::check_animation(frames, options);
  std::vector<std::uint8_t> all, data;
  std::uint32_t sequence = 0;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const std::vector<std::uint8_t> file = encode_png(frames[k]);
    const bool first = k == 0, last = k + 1 == frames.size();
    if (first) all.assign(file.begin(), file.begin() + 8);
    bool begun = false;
    for (const detail::png_chunk& chunk : detail::png_chunks(file)) {
      data.clear();
      if (chunk.name == "IDAT") {
        if (!begun) detail::append_frame_control(all, frames[k], last ? options.hold_last : options.delay, sequence++);
        begun = true;
        if (!first) detail::append_big_endian(data, sequence++);
        data.insert(data.end(), chunk.data.begin(), chunk.data.end());
        detail::append_chunk(all, first ? "IDAT" : "fdAT", data);
      } else if (first && chunk.name != "IEND") {  // the header, and what libpng says of colours: once for all frames
        detail::append_chunk(all, chunk.name, chunk.data);
        if (chunk.name != "IHDR") continue;
        detail::append_big_endian(data, static_cast<std::uint32_t>(frames.size()));
        detail::append_big_endian(data, static_cast<std::uint32_t>(options.loops));
        detail::append_chunk(all, "acTL", data);
      }
    }
  }
  detail::append_chunk(all, "IEND", {});
  return all;
}

/// Writes an animated PNG in one step (see atomic_file). Throws (io) naming the file.
inline void write_apng(const std::filesystem::path& path, std::span<const bitmap> frames,
                       const animation_options& options = {}) {
  const std::vector<std::uint8_t> bytes = encode_apng(frames, options);
  write_file(path, std::as_bytes(std::span(bytes)));
}

}  // namespace sfumato
