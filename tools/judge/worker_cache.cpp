#include "judge/worker_cache.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <vector>

#include "judge/built_here.hpp"
#include "judge/file_lock.hpp"
#include "judge/toolchain.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark = ".new-";
constexpr const char* tree_prefix = "tree-";
constexpr std::size_t trees_kept = 8;
constexpr std::chrono::minutes in_use{15};

/// A folder of workers, with a file in it that names their tree and was touched when they were last asked for.
struct kept_tree {
  fs::path folder;
  fs::file_time_type used;
};

void remove_forgotten(const fs::path& out) {
  std::vector<kept_tree> kept;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(out, none)) {
    const fs::path note = entry.path() / "tree";
    if (entry.path().filename().string().rfind(tree_prefix, 0) != 0 || !fs::exists(note, none)) continue;
    if (fs::exists(read_text(note.string()), none)) {
      kept.push_back({entry.path(), fs::last_write_time(note, none)});
    } else {
      fs::remove_all(entry.path(), none);
    }
  }
  std::sort(kept.begin(), kept.end(), [](const kept_tree& a, const kept_tree& b) { return a.used > b.used; });
  const auto now = fs::file_time_type::clock::now();
  for (std::size_t i = trees_kept; i < kept.size(); ++i)
    if (now - kept[i].used > in_use) fs::remove_all(kept[i].folder, none);
}

}  // namespace

std::string unfinished(const std::string& file) { return text(file, mark, getpid()); }

void finish(const std::string& file) { fs::rename(unfinished(file), file); }

void put_text(const std::string& file, const std::string& text) {
  write_text(unfinished(file), text);
  finish(file);
}

void sweep(const std::string& file) {
  const fs::path path(file);
  const std::string left = path.filename().string() + mark;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(path.parent_path(), none))
    if (entry.path().filename().string().rfind(left, 0) == 0) fs::remove(entry.path(), none);
}

std::string folder_for_tree(const std::string& out, const std::string& tree) {
  const std::string place = fs::weakly_canonical(tree).string();
  if (place == fs::weakly_canonical(built_here::root() + "/exercises").string()) return out;
  const std::string folder = text(out, "/", tree_prefix, fingerprint(place)), note = folder + "/tree";
  fs::create_directories(folder);
  const file_lock mine(out + "/trees.lock");
  put_text(note, place);
  remove_forgotten(out);
  return folder;
}

}  // namespace lab
