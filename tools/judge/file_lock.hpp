#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>

#include "sfumato/core/error.hpp"

namespace lab {

/// Held while something is built, or read, changed and written, so that two programs that need it take turns. It ends
/// with the program at the latest.
class file_lock {
 public:
  /// Waits for it. Throws (io) where the file cannot be opened.
  explicit file_lock(const std::string& file) : descriptor_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    sfumato::require(descriptor_ >= 0, sfumato::error_kind::io, file, ": cannot be written to; is the folder yours?");
    flock(descriptor_, LOCK_EX);
  }
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;
  ~file_lock() { close(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace lab
