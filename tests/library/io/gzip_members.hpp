#pragma once

#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace sfumato_test {

inline std::string little_endian(std::uint32_t x, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(x >> 8 * i & 255);
  return text;
}

inline std::uint32_t checksum(const std::string& text) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

/// Deflate alone, without header and checksum; level 0: stored.
inline std::string deflated(const std::string& contents, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string packed(deflateBound(&stream, static_cast<uLong>(contents.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(contents.data()));
  stream.avail_in = static_cast<uInt>(contents.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// A member of a gzip file (RFC 1952), its parts free to be changed.
struct gzip_member {
  enum flag { text = 1, header_checksum = 2, extra = 4, name = 8, comment = 16 };

  std::string contents;
  int flags = 0;
  int level = 9;
  int method = 8;
  std::uint32_t wrong_header = 0, wrong_checksum = 0, wrong_length = 0;  ///< bits that are turned around
  std::string extra_field = std::string("\0\x1f\x8b\x08", 4), file_name = "a name", remark = "a comment";

  std::string bytes() const {
    std::string file = "\x1f\x8b" + little_endian(static_cast<std::uint32_t>(method), 1) +
                       little_endian(static_cast<std::uint32_t>(flags), 1) + std::string(6, '\x03');
    if (flags & extra) file += little_endian(static_cast<std::uint32_t>(extra_field.size()), 2) + extra_field;
    if (flags & name) file += file_name + '\0';
    if (flags & comment) file += remark + '\0';
    if (flags & header_checksum) file += little_endian((checksum(file) & 0xffff) ^ wrong_header, 2);
    return file + deflated(contents, level) + little_endian(checksum(contents) ^ wrong_checksum, 4) +
           little_endian(static_cast<std::uint32_t>(contents.size()) ^ wrong_length, 4);
  }
};

}  // namespace sfumato_test
