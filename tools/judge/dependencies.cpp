#include "judge/dependencies.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "judge/toolchain.hpp"
#include "judge/worker_cache.hpp"
#include "messages/text.hpp"

namespace lab {

namespace fs = std::filesystem;

namespace {

std::string key_of(const std::string& ingredients, const std::vector<std::string>& files) {
  return text(fingerprint(ingredients + contents(files)));
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

/// As the path is written: a compiler names some hundred such files.
bool comes_with_system(const std::string& file) {
  return file.find("/..") == std::string::npos &&
         std::any_of(system_folders.begin(), system_folders.end(), [&](const char* one) { return lies_in(file, one); });
}

}  // namespace

std::vector<std::string> own_files(std::vector<std::string> files) {
  files.erase(std::remove_if(files.begin(), files.end(), comes_with_system), files.end());
  return files;
}

std::string contents(const std::vector<std::string>& files) {
  std::string all;
  for (const std::string& file : files) all += text(file, "\n", fs::exists(file) ? read_text(file) : "(none)", "\n");
  return all;
}

std::vector<std::string> dependencies(const std::string& file) {
  std::vector<std::string> names;
  const std::string rule = fs::exists(file) ? read_text(file) : "";
  std::string name;
  for (std::size_t i = std::min(rule.size(), rule.find(": ")) + 1; i < rule.size(); ++i) {
    const char next = i + 1 < rule.size() ? rule[i + 1] : '\n';
    if (rule[i] == '\\' && (next == ' ' || next == '#')) {
      name += rule[++i];
    } else if (rule[i] == ' ' || rule[i] == '\n' || (rule[i] == '\\' && next == '\n')) {
      if (!name.empty()) names.push_back(name);
      name.clear();
    } else {
      name += rule[i];
    }
  }
  return names;
}

std::string first_hidden(const std::string& root, const std::vector<std::string>& may_be_read,
                         const std::vector<std::string>& files) {
  const fs::path hidden = fs::weakly_canonical(root);
  std::vector<fs::path> open;
  for (const std::string& place : may_be_read) open.push_back(fs::weakly_canonical(place));
  for (const std::string& name : files) {
    if (comes_with_system(name) && !comes_with_system(hidden.string())) continue;
    const fs::path file = fs::weakly_canonical(name);
    if (lies_in(file, hidden) &&
        std::none_of(open.begin(), open.end(), [&](const fs::path& one) { return lies_in(file, one); }))
      return name;
  }
  return "";
}

std::vector<std::string> headers_beside(const std::string& file) {
  std::vector<std::string> names{file};
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(file).parent_path(), none))
    if (entry.path().extension() == ".hpp") names.push_back(entry.path().string());
  std::sort(names.begin(), names.end());
  return names;
}

bool still_made_of(const std::string& note, const std::string& ingredients) {
  if (!fs::exists(note)) return false;
  std::istringstream stored(read_text(note));
  std::string key, file;
  std::getline(stored, key);
  std::vector<std::string> files;
  while (std::getline(stored, file)) files.push_back(file);
  return key == key_of(ingredients, files);
}

void note_made_of(const std::string& note, const std::string& ingredients, const std::vector<std::string>& files) {
  std::string all = key_of(ingredients, files);
  for (const std::string& file : files) all += "\n" + file;
  put_text(note, all);
}

}  // namespace lab
