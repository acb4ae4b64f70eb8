#include "grade/downloads.hpp"

#include <algorithm>
#include <filesystem>

#include "grade/plain_text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (const std::string name = entry.path().filename().string(); name.front() != '.' && name != "__MACOSX")
      names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

submission_part part_of(const std::string& path, const std::string& name) {
  std::string ending = fs::path(name).extension().string();
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return {path, ending == ".zip" ? "" : name};
}

std::vector<submission_part> parts_in(const std::string& folder) {
  std::vector<submission_part> parts = {{folder, ""}};
  for (const std::string& name : names_in(folder))
    if (const submission_part part = part_of(folder + "/" + name, name);
        part.name.empty() && fs::is_regular_file(fs::symlink_status(part.path)))
      parts.push_back(part);
  return parts;
}

download read_download(const std::string& platform, const std::string& folder) {
  using sfumato::error_kind;
  sfumato::require(fs::is_directory(fs::symlink_status(folder)), error_kind::io, shown_name(folder), ": --from ",
                   shown_name(platform), " expects the folder that its download unpacks to, which is no folder here");
  download found;
  if (platform == "canvas") {
    found = read_canvas(folder);
  } else if (platform == "moodle") {
    found = read_moodle(folder);
  } else if (platform == "gradescope") {
    found = read_gradescope(folder);
  } else {
    sfumato::fail(error_kind::config, "--from: expected canvas, moodle or gradescope, got ", shown_name(platform));
  }
  sfumato::require(!found.all.empty(), error_kind::io, shown_name(folder), ": holds nothing that is named as ",
                   platform, " names submissions; expected its unpacked download");
  return found;
}

}  // namespace lab
