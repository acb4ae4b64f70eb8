#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "sfumato/core/shape.hpp"
#include "sfumato/data/file_reader.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The contents of an IDX file of images: 8-bit grey values, 0 the background in MNIST.
struct idx_images {
  index_t count = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;  ///< (count, height, width)

  std::span<const std::uint8_t> operator[](index_t i) const {
    const auto size = static_cast<std::size_t>(height * width);
    return std::span(pixels).subspan(static_cast<std::size_t>(i) * size, size);
  }
};

namespace detail {

/// An IDX file holds a magic number (0, 0, type 8 = unsigned byte, rank), the extents as big-endian 32-bit numbers,
/// then the elements (yann.lecun.com/exdb/mnist). Everything is checked before memory is taken for the elements, and no
/// page of it is touched before bytes are there to fill it: a few packed ones may promise a thousand times as many.
template <int Rank, contents_reader Reader>
std::vector<std::uint8_t> read_idx(const std::filesystem::path& path, std::array<index_t, std::size_t{Rank}>& extents) {
  Reader reader(path);
  const char* what = Rank == 3 ? "images" : "labels";
  const auto number = [&reader]() -> std::uint32_t {
    std::array<std::uint8_t, 4> b{};
    const std::size_t got = reader.read(b);
    require(got == b.size(), error_kind::io, reader.name(), ": truncated: the IDX header ends too early");
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
  };
  constexpr std::uint32_t expected = 0x0800u + std::uint32_t{Rank};
  const std::uint32_t magic = number();
  require(magic == expected, error_kind::io, reader.name(), ": expected an IDX file of ", what, " (magic number ",
          expected, "), found magic number ", magic,
          magic == 0x0801         ? ": these are labels"
          : magic == 0x0803       ? ": these are images"
          : magic >> 16 == 0x1f8b ? ": gzip data; unpack the file, or read it with content_reader (sfumato/io.hpp)"
                                  : "");

  std::size_t size = 1;
  bool overflow = false;
  for (index_t& extent : extents) {
    extent = static_cast<index_t>(number());
    require(extent > 0, error_kind::io, reader.name(), ": expected positive extents, found 0");
    overflow |= __builtin_mul_overflow(size, static_cast<std::size_t>(extent), &size);
  }
  constexpr std::size_t header = 4 + 4 * std::size_t{Rank};
  require(!overflow && size <= reader.largest_size() - header, error_kind::io, reader.name(), ": truncated: expected ",
          extents[0], " ", what, ", more than the file can hold");
  constexpr std::size_t piece = 1 << 20;
  std::vector<std::uint8_t> elements;
  elements.reserve(size);
  while (elements.size() < size) {
    const std::size_t before = elements.size();
    elements.resize((std::min)(size, before + piece));
    const std::size_t got = before + reader.read(std::span(elements).subspan(before));
    require(got == elements.size(), error_kind::io, reader.name(), ": truncated: expected ", size, " bytes of ", what,
            ", found ", got);
  }
  std::array<std::uint8_t, 1> extra{};
  require(reader.read(extra) == 0, error_kind::io, reader.name(), ": too long: expected ", size, " bytes of ", what,
          ", found more");
  return elements;
}

}  // namespace detail

/// Reads images from an IDX file (rank 3, unsigned bytes): read_idx_images(path) a plain one,
/// read_idx_images<content_reader>(path) one that may be gzip-compressed. Throws (io) naming the file, what was
/// expected and what was found.
template <contents_reader Reader = file_reader>
idx_images read_idx_images(const std::filesystem::path& path) {
  std::array<index_t, 3> extents{};
  idx_images images;
  images.pixels = detail::read_idx<3, Reader>(path, extents);
  images.count = extents[0];
  images.height = extents[1];
  images.width = extents[2];
  return images;
}

/// Reads labels from an IDX file (rank 1, unsigned bytes), in the same two ways.
template <contents_reader Reader = file_reader>
std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path) {
  std::array<index_t, 1> extents{};
  return detail::read_idx<1, Reader>(path, extents);
}

}  // namespace sfumato
