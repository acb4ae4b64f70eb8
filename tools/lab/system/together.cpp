#include "lab/system/together.hpp"

#include <memory>
#include <optional>

#include "judge/toolchain.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

/// Makes the folders above a file and notes those it made, outermost first.
void make_folders(const fs::path& folder, std::vector<fs::path>& made) {
  if (folder.empty() || fs::exists(folder)) return;
  make_folders(folder.parent_path(), made);
  std::error_code failed;
  fs::create_directory(folder, failed);
  require(!failed, error_kind::io, folder.string(), ": cannot make this folder: ", failed.message());
  made.push_back(folder);
}

}  // namespace

void write_together(const std::vector<planned_file>& files) {
  std::vector<fs::path> made;
  std::vector<std::unique_ptr<atomic_file>> staged;
  std::vector<std::optional<std::string>> before;
  std::size_t done = 0;
  try {
    for (const planned_file& file : files) {
      require(!file.is_new || !fs::exists(file.path), error_kind::io, file.path.string(), ": is there already");
      make_folders(file.path.parent_path(), made);
      before.push_back(fs::exists(file.path) ? std::optional(::lab::read_text(file.path.string())) : std::nullopt);
      staged.push_back(std::make_unique<atomic_file>(file.path));
      staged.back()->write(std::string_view(file.text));
    }
    for (; done < files.size(); ++done) staged[done]->commit();
  } catch (...) {
    staged.clear();
    std::error_code ignored;
    for (std::size_t i = 0; i < done; ++i) {
      if (before[i]) {
        write_file(files[i].path, std::string_view(*before[i]));
      } else {
        fs::remove(files[i].path, ignored);
      }
    }
    for (auto folder = made.rbegin(); folder != made.rend(); ++folder) fs::remove(*folder, ignored);
    throw;
  }
}

}  // namespace sfumato::lab
