#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A whole file as read-only memory; pages are read when they are touched. Move-only.
///
/// A file that is replaced by rename (see atomic_file) keeps its old contents here; one that somebody else shortens in
/// place while it is mapped ends the process, as with every memory-mapped file.
class mapped_file {
 public:
  mapped_file() = default;

  /// Throws (io) naming the file when it is missing, unreadable or not a regular file.
  explicit mapped_file(const std::filesystem::path& path) : path_(path) {
    require(!path.empty(), error_kind::io, "read a file: expected its name, got an empty one");
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail_with_errno("cannot open");
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
      close_and_fail(descriptor, "cannot examine");
    }
    if (!S_ISREG(status.st_mode)) {
      ::close(descriptor);
      fail(error_kind::io, path.string(), ": expected a file, found ",
           S_ISDIR(status.st_mode) ? "a folder" : "a device or pipe");
    }
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ > 0) {  // mmap refuses an empty range
      void* memory = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (memory == MAP_FAILED) close_and_fail(descriptor, "cannot map");
      data_ = static_cast<const std::byte*>(memory);
    }
    ::close(descriptor);
  }

  mapped_file(mapped_file&& other) noexcept
      : path_(std::move(other.path_)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  mapped_file& operator=(mapped_file&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~mapped_file() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
  }

  const std::filesystem::path& path() const { return path_; }
  std::size_t size() const { return size_; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  /// Forgets the whole pages in a part of bytes(): they are read again when they are touched.
  void forget(std::span<const std::byte> part) const {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), first = offset_of(part);
    const std::size_t begin = (first + page - 1) / page * page, end = (first + part.size()) / page * page;
    if (begin < end) ::madvise(const_cast<std::byte*>(data_) + begin, end - begin, MADV_DONTNEED);
  }

 private:
  std::size_t offset_of(std::span<const std::byte> part) const {
    return part.empty() ? 0 : static_cast<std::size_t>(part.data() - data_);
  }
  [[noreturn]] void fail_with_errno(const char* what) const {
    const int code = errno;
    fail(error_kind::io, path_.string(), ": ", what, ": ", std::generic_category().message(code));
  }
  [[noreturn]] void close_and_fail(int descriptor, const char* what) const {
    const int code = errno;
    ::close(descriptor);
    errno = code;
    fail_with_errno(what);
  }

  std::filesystem::path path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace sfumato
