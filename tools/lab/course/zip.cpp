#include "lab/course/zip.hpp"

#include <zlib.h>

#include <cstdint>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

constexpr std::uint32_t local_header = 0x04034b50, central_header = 0x02014b50, end_of_directory = 0x06054b50;
constexpr std::uint16_t needs_version = 20, made_by = 3 << 8 | 20, utf8_names = 1 << 11, stored = 0;
constexpr std::uint16_t midnight = 0, first_of_1980 = 1 << 5 | 1;  // the epoch of the format
constexpr std::uint32_t regular_file = 0100644u << 16;

/// Numbers are written with their lowest byte first.
void put16(std::string& to, std::size_t value) {
  for (int shift = 0; shift < 16; shift += 8) to += static_cast<char>(value >> shift & 0xff);
}
void put32(std::string& to, std::size_t value) {
  put16(to, value & 0xffff);
  put16(to, value >> 16);
}

/// What the local and the central header share.
void put_description(std::string& to, const zip_entry& entry) {
  const auto* bytes = reinterpret_cast<const Bytef*>(entry.contents.data());
  for (const std::size_t field : {needs_version, utf8_names, stored, midnight, first_of_1980}) put16(to, field);
  put32(to, ::crc32(0, bytes, static_cast<uInt>(entry.contents.size())));
  put32(to, entry.contents.size());
  put32(to, entry.contents.size());
  put16(to, entry.name.size());
  put16(to, 0);  // extra field
}

}  // namespace

std::string zip_archive(const std::vector<zip_entry>& entries) {
  constexpr std::size_t most_entries = 0xffff, most_bytes = 0xffffffff;
  require(entries.size() <= most_entries, error_kind::value, "zip: expected at most 65535 files, got ", entries.size());
  std::string archive, directory;
  for (const zip_entry& entry : entries) {
    require(entry.name.size() <= 0xffff && archive.size() + directory.size() + entry.contents.size() < most_bytes / 2,
            error_kind::value, "zip: ", entry.name, ": too large");
    const std::size_t offset = archive.size();
    put32(archive, local_header);
    put_description(archive, entry);
    archive += entry.name + entry.contents;

    put32(directory, central_header);
    put16(directory, made_by);
    put_description(directory, entry);
    for (int field = 0; field < 3; ++field) put16(directory, 0);  // comment, disk, internal attributes
    put32(directory, regular_file);
    put32(directory, offset);
    directory += entry.name;
  }
  const std::size_t directory_at = archive.size();
  archive += directory;
  put32(archive, end_of_directory);
  put32(archive, 0);  // disks
  put16(archive, entries.size());
  put16(archive, entries.size());
  put32(archive, directory.size());
  put32(archive, directory_at);
  put16(archive, 0);  // comment
  return archive;
}

}  // namespace sfumato::lab
