#include "grade/work.hpp"

#include <algorithm>
#include <filesystem>

#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {

namespace fs = std::filesystem;

std::vector<work_item> work_for(const std::vector<std::string>& named, const std::string& out,
                                const std::set<std::string>& wanted) {
  std::vector<std::string> paths;
  bool several = named.size() > 1;
  for (const std::string& name : named) {
    std::error_code none;
    if (fs::is_symlink(name, none) || !fs::is_directory(name, none) || is_one_submission(name, wanted)) {
      paths.push_back(name);
      continue;
    }
    several = true;
    std::vector<std::string> within;
    for (const auto& entry : fs::directory_iterator(name, none))
      if (const std::string file = entry.path().filename().string(); file.front() != '.' && file != "__MACOSX")
        within.push_back(entry.path().string());
    std::sort(within.begin(), within.end());
    paths.insert(paths.end(), within.begin(), within.end());
  }
  std::vector<work_item> work;
  std::set<std::string> taken;
  for (const std::string& path : paths) {
    const fs::path clean = fs::path(path + "/.").lexically_normal().parent_path();
    const std::string file = clean.filename().string();
    std::string name = folder_name(clean.extension() == ".zip" ? clean.stem().string() : file);
    for (int i = 2; !taken.insert(name).second; ++i) name = text(folder_name(file), "-", i);
    work.push_back({{{path, ""}}, name, several ? out + "/" + name : out, several ? "../index.html" : ""});
  }
  return work;
}

std::vector<work_item> work_for(const download& found, const std::string& out) {
  std::vector<work_item> work;
  std::set<std::string> taken;
  for (const handed_in& one : found.all) {
    const std::string plain = folder_name(one.name);
    std::string name = plain;
    for (int i = 2; !taken.insert(name).second; ++i) name = text(plain, "-", i);
    work.push_back({one.parts, name, out + "/" + name, "../index.html", one.people, one.remarks});
  }
  return work;
}

std::vector<work_item> part_of_work(const std::vector<work_item>& work, std::size_t i, std::size_t n) {
  std::vector<work_item> part;
  for (std::size_t k = i - 1; k < work.size(); k += n) part.push_back(work[k]);
  return part;
}

}  // namespace lab
