#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sfumato/data/file_reader.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Reads the contents of a file from front to back, unpacking them when the file is gzip-compressed (which its first
/// two bytes tell, not its name). A contents_reader: read_idx_images<content_reader>, load_mnist<content_reader>.
/// Throws (io) naming the file when it cannot be opened, is damaged or truncated, or more follows its members (RFC
/// 1952) than zeros, which tapes pad with: what `gzip -t` does not pass without a word. Takes 64 KB, whatever the file
/// says.
class content_reader {
 public:
  explicit content_reader(const std::filesystem::path& path) : file_(path), input_(1 << 16) {
    refill();
    compressed_ = stream_.avail_in >= 2 && input_[0] == 0x1f && input_[1] == 0x8b;
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (compressed_) require(inflateInit2(&stream_, gzip_only) == Z_OK, error_kind::io, name(), ": cannot start zlib");
  }
  content_reader(const content_reader&) = delete;
  content_reader& operator=(const content_reader&) = delete;
  ~content_reader() {
    if (compressed_) inflateEnd(&stream_);
  }

  const std::string& name() const { return file_.name(); }
  bool compressed() const { return compressed_; }

  /// The contents cannot be longer than this: the file's size, or 1032 times it, deflate's best.
  std::uintmax_t largest_size() const { return file_.largest_size() * (compressed_ ? 1032 : 1); }

  /// Fills the span as far as the contents go; returns how many bytes that were.
  std::size_t read(std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      if (stream_.avail_in == 0) refill();
      const bool at_end = stream_.avail_in == 0;
      if (at_end && !inside_member_) break;
      const std::span<std::uint8_t> rest = bytes.subspan(done, (std::min)(bytes.size() - done, std::size_t{1} << 30));
      const std::size_t got = compressed_ ? unpack(rest) : copy(rest);
      done += got;
      if (at_end && got == 0) break;  // zlib may hold back bytes after it has taken all input, but no longer
    }
    // A member that has not come to its checksum when the file ends was cut short.
    if (compressed_ && done < bytes.size())
      require(!inside_member_, error_kind::io, name(), ": truncated: the gzip data end too early");
    return done;
  }

 private:
  void refill() {
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<unsigned>(file_.read(input_));
  }

  std::size_t copy(std::span<std::uint8_t> bytes) {
    const std::size_t n = (std::min)(bytes.size(), static_cast<std::size_t>(stream_.avail_in));
    std::copy_n(stream_.next_in, n, bytes.begin());
    stream_.next_in += n;
    stream_.avail_in -= static_cast<unsigned>(n);
    return n;
  }

  std::size_t unpack(std::span<std::uint8_t> bytes) {
    if (!inside_member_) {  // gzip files may be joined end to end
      if (*stream_.next_in != 0x1f) {
        skip_padding();
        return 0;
      }
      inflateReset(&stream_);
      inside_member_ = true;
    }
    stream_.next_out = bytes.data();
    stream_.avail_out = static_cast<unsigned>(bytes.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      inside_member_ = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(error_kind::io, name(), ": damaged gzip data: ", stream_.msg ? stream_.msg : "unknown error");
    }
    return bytes.size() - stream_.avail_out;
  }

  /// Behind the last member: zeros to the end of the file.
  void skip_padding() {
    for (; stream_.avail_in > 0; refill())
      require(std::all_of(stream_.next_in, stream_.next_in + stream_.avail_in, [](auto x) { return x == 0; }),
              error_kind::io, name(), ": damaged gzip data: expected the end of the file or zeros, found other bytes");
  }

  file_reader file_;
  std::vector<std::uint8_t> input_;
  z_stream stream_{};
  bool compressed_ = false;
  bool inside_member_ = false;
};

static_assert(contents_reader<content_reader>);

}  // namespace sfumato
