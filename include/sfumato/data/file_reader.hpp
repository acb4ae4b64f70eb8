#pragma once

#include <cerrno>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Reads the contents of a file from front to back: file_reader as they are stored, content_reader
/// (sfumato/io/gzip.hpp) unpacked. Throws (io) naming the file when it cannot be opened or read.
template <class R>
concept contents_reader = std::constructible_from<R, const std::filesystem::path&> &&
    requires(R reader, const R& opened, std::span<std::uint8_t> bytes) {
  { opened.name() } -> std::convertible_to<std::string>;
  { opened.largest_size() } -> std::same_as<std::uintmax_t>;  // the contents cannot be longer
  { reader.read(bytes) } -> std::same_as<std::size_t>;        // fills the span as far as the contents go
};

/// A plain file.
class file_reader {
 public:
  explicit file_reader(const std::filesystem::path& path) : name_(path.string()) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    require(std::filesystem::exists(status), error_kind::io, name_, ": expected a file, found nothing");
    require(std::filesystem::is_regular_file(status), error_kind::io, name_,
            ": expected a file, found a folder or device");
    size_ = std::filesystem::file_size(path, error);
    file_.reset(std::fopen(path.c_str(), "rb"));
    if (!file_) {
      const int code = errno;
      fail(error_kind::io, name_, ": cannot open: ", std::generic_category().message(code));
    }
  }

  const std::string& name() const { return name_; }
  std::uintmax_t largest_size() const { return size_; }

  /// Returns how many bytes it has filled; fewer than asked for only at the end of the file.
  std::size_t read(std::span<std::uint8_t> bytes) {
    const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file_.get());
    require(std::ferror(file_.get()) == 0, error_kind::io, name_, ": cannot read");
    return got;
  }

 private:
  struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string name_;
  std::uintmax_t size_ = 0;
  std::unique_ptr<std::FILE, closer> file_;
};

}  // namespace sfumato
