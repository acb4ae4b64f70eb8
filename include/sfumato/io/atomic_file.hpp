#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Writes a file so that readers see either the old contents or all of the new ones, whatever happens in between: the
/// bytes go to a temporary file in the same folder, are forced to disk, and the temporary is renamed over the target.
///
///     atomic_file file("model.safetensors");
///     file.write(header);
///     file.write(weights);
///     file.commit();
///
/// Without commit() the destructor removes the temporary and the target stays as it was. A target that is a device or
/// pipe (/dev/stdout) is written to directly; a symbolic link is followed. Every failure throws (io) with the name of
/// the target and the reason.
class atomic_file {
 public:
  explicit atomic_file(const std::filesystem::path& path) : path_(path), target_(path) {
    require(!path.empty(), error_kind::io, "write a file: expected its name, got an empty one");
    struct stat status {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) fail(error_kind::io, path.string(), ": cannot write: it is a folder");
    if (exists && !S_ISREG(status.st_mode)) {
      descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
      if (descriptor_ < 0) fail_with_errno("cannot write", errno);
      return;
    }
    std::error_code ignored;
    if (exists && std::filesystem::is_symlink(path, ignored)) target_ = std::filesystem::canonical(path, ignored);
    // O_EXCL with a fresh name: what a killed process left behind is never in the way.
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
      temporary_ = target_;
      temporary_ += join(".tmp-", ::getpid(), "-", attempt);
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && (errno != EEXIST || attempt == 9999)) {
        const int code = errno;
        temporary_.clear();
        fail_with_errno("cannot write", code);
      }
    }
  }

  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;
  ~atomic_file() { discard(); }

  void write(std::span<const std::byte> bytes) {
    require(descriptor_ >= 0, error_kind::io, path_.string(), ": cannot write: the file is already closed");
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) give_up("cannot write");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  void write(std::string_view text) { write(std::as_bytes(std::span(text.data(), text.size()))); }

  /// Makes the new contents the file.
  void commit() {
    require(descriptor_ >= 0, error_kind::io, path_.string(), ": cannot write: the file is already closed");
    const bool in_place = temporary_.empty();
    if (!in_place && ::fsync(descriptor_) != 0) give_up("cannot write");
    if (::close(std::exchange(descriptor_, -1)) != 0) give_up("cannot write");
    if (in_place) return;
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) give_up("cannot replace");
    temporary_.clear();
    sync_folder();
  }

 private:
  [[noreturn]] void fail_with_errno(const char* what, int code) const {
    fail(error_kind::io, path_.string(), ": ", what, ": ", std::generic_category().message(code));
  }
  [[noreturn]] void give_up(const char* what) {
    const int code = errno;
    discard();
    fail_with_errno(what, code);
  }
  void discard() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
  }
  /// Makes the rename itself survive a power cut, where the file system supports it.
  void sync_folder() const noexcept {
    const auto slash = target_.native().find_last_of('/');
    const int folder = slash == std::string::npos
                           ? ::open(".", O_RDONLY | O_CLOEXEC)
                           : ::open(target_.native().substr(0, slash + 1).c_str(), O_RDONLY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
  }

  std::filesystem::path path_, target_, temporary_;
  int descriptor_ = -1;
};

/// Replaces a file's contents in one step; see atomic_file.
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> contents) {
  atomic_file file(path);
  file.write(contents);
  file.commit();
}
inline void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace sfumato
