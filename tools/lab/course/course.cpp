#include "lab/course/course.hpp"

#include <cstdlib>
#include <ctime>

#include "grade/sha256.hpp"
#include "lab/system/places.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

course open_course() {
  course opened;
  const fs::path root = fs::absolute(project_root()).lexically_normal();
  opened.exercises = root / "exercises";
  opened.solutions = root / "solutions";
  const char* variable = std::getenv("SFUMATO_LAB_HOME");
  opened.home = variable != nullptr && *variable != '\0' ? fs::absolute(variable) : root / ".lab";
  opened.tools.manifest = (opened.exercises / "manifest.json").string();
  opened.contents = ::lab::read_manifest(opened.tools.manifest);
  return opened;
}

fs::path keep_copy(const course& of, const fs::path& file) {
  const fs::path folder = of.home / "kept" / file.lexically_relative(of.exercises).parent_path();
  std::error_code failed;
  fs::create_directories(folder, failed);
  require(!failed, error_kind::io, folder.string(), ": cannot make this folder: ", failed.message());
  for (int n = 1;; ++n) {
    const fs::path copy = folder / join(file.stem().string(), "-", n, file.extension().string());
    if (fs::exists(copy)) continue;
    fs::copy_file(file, copy, failed);
    require(!failed, error_kind::io, copy.string(), ": cannot be written: ", failed.message());
    return copy;
  }
}

std::string short_path(const fs::path& path) {
  std::error_code failed;
  const fs::path near = fs::proximate(path, failed);
  return failed || near.empty() || near.begin()->string() == ".." ? path.string() : near.string();
}

std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string hash_of(std::string_view text) {
  sha256 digest;
  digest.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return digest.hex();
}

}  // namespace sfumato::lab
