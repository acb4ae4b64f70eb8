#include "grade/entries.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

constexpr int most_entries = 20000, deepest = 10;
constexpr std::int64_t largest_archive = std::int64_t{512} << 20;
constexpr int without_links = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

const std::string too_many = text("holds more than ", most_entries, " files; the rest is not looked at");

/// The contents through a function that reads a piece; nothing where there are more than `most` bytes, or an error.
template <class Read>
std::optional<std::string> read_up_to(std::size_t most, const Read& read_piece) {
  std::string all, piece(std::size_t{1} << 16, '\0');
  while (true) {
    const auto count = read_piece(piece.data(), piece.size());
    if (count < 0) return std::nullopt;
    if (count == 0) return all;
    all.append(piece, 0, static_cast<std::size_t>(count));
    if (all.size() > most) return std::nullopt;
  }
}

struct folder_walk {
  const entry_reader& show;
  int seen = 0;

  /// Takes over the descriptor.
  bool walk(int folder, const std::string& path, int depth) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(folder), closedir);
    if (!listing) {
      close(folder);
      return true;
    }
    std::vector<std::string> names;
    for (const dirent* one = nullptr; (one = readdir(listing.get())) != nullptr;) {
      const std::string name = one->d_name;
      if (name == "." || name == "..") continue;
      if (++seen > most_entries) return false;
      names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return std::all_of(names.begin(), names.end(),
                       [&](const std::string& name) { return look(dirfd(listing.get()), path + name, name, depth); });
  }

  bool look(int folder, const std::string& path, const std::string& name, int depth) {
    struct stat about {};
    if (fstatat(folder, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return true;
    if (S_ISDIR(about.st_mode)) {
      const int within = depth < deepest ? openat(folder, name.c_str(), without_links | O_DIRECTORY) : -1;
      return within < 0 || walk(within, path + "/", depth + 1);
    }
    using kind = submission_entry::kind;
    const kind what = S_ISREG(about.st_mode) ? kind::file : S_ISLNK(about.st_mode) ? kind::link : kind::special;
    show({path, what, static_cast<std::uint64_t>(about.st_size), [&](std::size_t most) -> std::optional<std::string> {
            const int file = openat(folder, name.c_str(), without_links);
            if (file < 0) return std::nullopt;
            struct stat opened {};
            std::optional<std::string> all;
            if (fstat(file, &opened) == 0 && S_ISREG(opened.st_mode))
              all = read_up_to(most, [&](char* to, std::size_t size) { return read(file, to, size); });
            close(file);
            return all;
          }});
    return true;
  }
};

std::string path_of(archive_entry* entry) {
  const char* path = archive_entry_pathname_utf8(entry);
  if (path == nullptr) path = archive_entry_pathname(entry);
  return path == nullptr ? "" : path;
}

/// Entries that nobody wants are passed over without unpacking them.
std::string read_archive(int file, const entry_reader& show) {
  const std::unique_ptr<archive, int (*)(archive*)> zip(archive_read_new(), archive_read_free);
  archive_read_support_format_zip_seekable(zip.get());
  if (archive_read_open_fd(zip.get(), file, std::size_t{1} << 16) != ARCHIVE_OK) return "is no zip archive";
  for (int seen = 0;;) {
    archive_entry* entry = nullptr;
    const int got = archive_read_next_header(zip.get(), &entry);
    if (got == ARCHIVE_EOF) return "";
    if (got < ARCHIVE_WARN) return seen == 0 ? "is no zip archive, or a damaged one" : "is a damaged zip archive";
    if (++seen > most_entries) return too_many;
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    using kind = submission_entry::kind;
    const bool link = archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry) != nullptr;
    const kind what = link ? kind::link : archive_entry_filetype(entry) == AE_IFREG ? kind::file : kind::special;
    const auto size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
    show({path_of(entry), what, static_cast<std::uint64_t>(size), [&](std::size_t most) {
            return read_up_to(most, [&](char* to, std::size_t room) { return archive_read_data(zip.get(), to, room); });
          }});
  }
}

std::string cannot_open() {
  return errno == ELOOP ? "is a link, which is not followed" : text("cannot be read: ", std::strerror(errno));
}

}  // namespace

std::string read_file_as(const std::string& file, const std::string& name, const entry_reader& show) {
  const int opened = open(file.c_str(), without_links);
  if (opened < 0) return cannot_open();
  struct stat about {};
  const bool regular = fstat(opened, &about) == 0 && S_ISREG(about.st_mode);
  if (regular)
    show({name, submission_entry::kind::file, static_cast<std::uint64_t>(about.st_size), [&](std::size_t most) {
            return read_up_to(most, [&](char* to, std::size_t size) { return read(opened, to, size); });
          }});
  close(opened);
  return regular ? "" : "is no regular file";
}

std::string read_entries(const std::string& submission, const entry_reader& show) {
  const int opened = open(submission.c_str(), without_links);
  if (opened < 0) return cannot_open();
  struct stat about {};
  if (fstat(opened, &about) == 0 && S_ISDIR(about.st_mode)) {
    folder_walk folder{show};
    return folder.walk(opened, "", 0) ? "" : too_many;
  }
  std::string wrong;
  if (!S_ISREG(about.st_mode)) {
    wrong = "is neither a file nor a folder";
  } else if (about.st_size == 0) {
    wrong = "is empty";
  } else if (about.st_size > largest_archive) {
    wrong = text("is larger than ", largest_archive >> 20, " MB");
  } else {
    wrong = read_archive(opened, show);
  }
  close(opened);
  return wrong;
}

}  // namespace lab
