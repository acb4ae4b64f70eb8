#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "sfumato/core/error.hpp"

namespace sfumato {

/// Reads the contents of a file from front to back, unpacking them when the file is gzip-compressed (which its first
/// two bytes tell, not its name). Throws (io) naming the file when it cannot be opened, is damaged or truncated.
class content_reader {
 public:
  explicit content_reader(const std::filesystem::path& path) : name_(path.string()), input_(1 << 16) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    require(std::filesystem::exists(status), error_kind::io, name_, ": expected a file, found nothing");
    require(std::filesystem::is_regular_file(status), error_kind::io, name_,
            ": expected a file, found a folder or device");
    stored_size_ = std::filesystem::file_size(path, error);
    file_.reset(std::fopen(path.c_str(), "rb"));
    if (!file_) {
      const int code = errno;
      fail(error_kind::io, name_, ": cannot open: ", std::generic_category().message(code));
    }
    refill();
    compressed_ = stream_.avail_in >= 2 && input_[0] == 0x1f && input_[1] == 0x8b;
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (compressed_) require(inflateInit2(&stream_, gzip_only) == Z_OK, error_kind::io, name_, ": cannot start zlib");
  }
  content_reader(const content_reader&) = delete;
  content_reader& operator=(const content_reader&) = delete;
  ~content_reader() {
    if (compressed_) inflateEnd(&stream_);
  }

  const std::string& name() const { return name_; }
  bool compressed() const { return compressed_; }

  /// The contents cannot be longer than this: the file's size, or 1032 times it, deflate's best.
  std::uintmax_t largest_size() const { return compressed_ ? stored_size_ * 1032 : stored_size_; }

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
      require(!inside_member_, error_kind::io, name_, ": truncated: the gzip data end too early");
    return done;
  }

 private:
  struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void refill() {
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<unsigned>(std::fread(input_.data(), 1, input_.size(), file_.get()));
    require(std::ferror(file_.get()) == 0, error_kind::io, name_, ": cannot read");
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
      inflateReset(&stream_);
      inside_member_ = true;
    }
    stream_.next_out = bytes.data();
    stream_.avail_out = static_cast<unsigned>(bytes.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      inside_member_ = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(error_kind::io, name_, ": damaged gzip data: ", stream_.msg ? stream_.msg : "unknown error");
    }
    return bytes.size() - stream_.avail_out;
  }

  std::string name_;
  std::uintmax_t stored_size_ = 0;
  std::unique_ptr<std::FILE, closer> file_;
  std::vector<std::uint8_t> input_;
  z_stream stream_{};
  bool compressed_ = false;
  bool inside_member_ = false;
};

}  // namespace sfumato
