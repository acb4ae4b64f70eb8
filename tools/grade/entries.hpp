#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace lab {

/// One thing that lies in a submission, wherever it came from.
struct submission_entry {
  enum class kind { file, link, special };

  std::string path;  ///< below the submission, with forward slashes, as it is spelled there
  kind what = kind::file;
  std::uint64_t size = 0;  ///< as it is announced
  /// The contents, or nothing where there is more of it than that many bytes or it cannot be read.
  std::function<std::optional<std::string>(std::size_t most)> contents;
};

using entry_reader = std::function<void(const submission_entry&)>;

/// Shows everything in a folder or a zip archive, folders themselves left out. No link is followed, nothing but regular
/// files is opened, and the number of entries and of folders within folders is bounded. Returns what went wrong in one
/// line, or nothing.
std::string read_entries(const std::string& submission, const entry_reader& show);

/// Shows one regular file as if it lay in a submission under that name.
std::string read_file_as(const std::string& file, const std::string& name, const entry_reader& show);

}  // namespace lab
