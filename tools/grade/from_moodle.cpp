#include <algorithm>
#include <filesystem>
#include <map>

#include "grade/downloads.hpp"
#include "grade/plain_text.hpp"

namespace lab {

namespace fs = std::filesystem;

download read_moodle(const std::string& folder) {
  download found;
  std::map<std::string, handed_in> participants;
  const std::string mark = "_assignsubmission_", of_files = "file";
  for (const std::string& name : names_in(folder)) {
    const std::size_t at = name.find(mark);
    const std::size_t number = at == std::string::npos || at == 0 ? std::string::npos : name.rfind('_', at - 1);
    const std::string id = number == std::string::npos ? "" : name.substr(number + 1, at - number - 1);
    if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos) {
      found.left_out.push_back(shown_name(name) + ": is not named as Moodle names submissions");
      continue;
    }
    const std::string what = name.substr(at + mark.size());
    if (what.rfind(of_files, 0) != 0) continue;  // typed into a form
    handed_in& one = participants[id];
    if (one.name.empty()) {
      const std::string who = name.substr(0, number);
      one.name = who + "_" + id;
      one.people = {{who, {id}}};
    }
    const std::string path = folder + "/" + name;
    if (fs::is_directory(fs::symlink_status(path))) {
      for (submission_part& part : parts_in(path)) one.parts.push_back(std::move(part));
    } else {
      const std::size_t begin = std::min(what.size(), of_files.size() + 1);
      one.parts.push_back(part_of(path, what.substr(begin)));
    }
  }
  for (auto& [id, one] : participants) found.all.push_back(std::move(one));
  return found;
}

}  // namespace lab
