#include <algorithm>
#include <filesystem>
#include <map>

#include "grade/downloads.hpp"
#include "grade/entries.hpp"
#include "grade/plain_text.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

struct entry {
  std::string folder, created;
  std::vector<person> submitters;
};

/// A scalar of YAML as Gradescope writes them: bare, or within quotation marks.
std::string scalar(std::string words) {
  const std::size_t begin = words.find_first_not_of(" \t"), end = words.find_last_not_of(" \t\r");
  words = begin == std::string::npos ? "" : words.substr(begin, end - begin + 1);
  if (words.size() < 2 || words.front() != words.back() || (words.front() != '\'' && words.front() != '"'))
    return words;
  const char mark = words.front();
  std::string inner;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (i + 2 < words.size() &&
        ((mark == '\'' && words[i] == '\'' && words[i + 1] == '\'') || (mark == '"' && words[i] == '\\')))
      ++i;
    inner += words[i];
  }
  return inner;
}

/// Reads what it knows by its place, and passes over the rest (results, in which students' output may stand):
///   submission_12:
///     :created_at: 2026-11-27 18:34:52 Z
///     :submitters:
///     - :name: Ada Lovelace
///       :email: ada@example.org
std::vector<entry> parse(const std::string& yaml) {
  std::vector<entry> all;
  bool in_submitters = false;
  for (std::size_t begin = 0; begin < yaml.size();) {
    const std::size_t end = std::min(yaml.find('\n', begin), yaml.size());
    std::string line = yaml.substr(begin, end - begin);
    begin = end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::size_t depth = line.find_first_not_of(' ');
    if (depth == std::string::npos) continue;
    if (depth == 0) {
      in_submitters = false;
      const std::size_t colon = line.find(':');
      const std::string name = line.substr(0, colon);
      if (colon == line.size() - 1 && name.rfind("submission_", 0) == 0 && name.size() > 11 &&
          name.find_first_not_of("0123456789", 11) == std::string::npos)
        all.push_back({.folder = name, .created = {}, .submitters = {}});
      continue;
    }
    if (all.empty()) continue;
    std::string rest = line.substr(depth);
    const bool item = rest.rfind("- ", 0) == 0;
    if (depth == 2 && !item) {
      in_submitters = rest == ":submitters:";
      if (rest.rfind(":created_at:", 0) == 0) all.back().created = scalar(rest.substr(12));
      continue;
    }
    if (!in_submitters) continue;
    if (item) {
      all.back().submitters.emplace_back();
      rest = rest.substr(2);
    }
    if (all.back().submitters.empty()) continue;
    person& who = all.back().submitters.back();
    if (rest.rfind(":name:", 0) == 0) who.name = scalar(rest.substr(6));
    for (const std::string key : {":email:", ":sid:"})
      if (rest.rfind(key, 0) == 0)
        if (std::string known = scalar(rest.substr(key.size())); !known.empty()) who.keys.push_back(std::move(known));
  }
  return all;
}

std::string metadata_of(const std::string& folder) {
  constexpr std::size_t most = std::size_t{64} << 20;
  const std::string file = folder + "/submission_metadata.yml";
  std::string words;
  std::string wrong = read_file_as(file, "", [&](const submission_entry& one) {
    if (auto all = one.contents(most)) words = std::move(*all);
  });
  if (wrong.empty() && words.empty()) wrong = "is empty or larger than 64 MB";
  sfumato::require(wrong.empty(), sfumato::error_kind::io, shown_name(file), ": ", wrong,
                   "; expected the file that Gradescope exports beside the submissions");
  return words;
}

}  // namespace

download read_gradescope(const std::string& folder) {
  std::vector<entry> entries = parse(metadata_of(folder));
  std::sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) {
    return a.created != b.created ? a.created > b.created
                                  : std::pair(a.folder.size(), a.folder) > std::pair(b.folder.size(), b.folder);
  });
  download found;
  std::map<std::string, std::size_t> counted;  // everybody's last submission
  for (entry& one : entries) {
    handed_in work{.name = one.folder, .people = {}, .parts = {}, .remarks = {}};
    for (person& who : one.submitters) {
      const std::string key = who.keys.empty() ? who.name : who.keys.front();
      const auto [at, last] = counted.try_emplace(key, found.all.size());
      if (last) {
        work.people.push_back(std::move(who));
      } else if (at->second < found.all.size()) {
        auto& remarks = found.all[at->second].remarks;
        const std::string earlier = one.folder + ", handed in earlier, does not count";
        if (remarks.empty() || remarks.back() != earlier) remarks.push_back(earlier);
      }
    }
    if (work.people.empty() && !one.submitters.empty()) continue;
    const std::string path = folder + "/" + one.folder;
    if (fs::is_directory(fs::symlink_status(path))) {
      work.parts = parts_in(path);
    } else {
      work.remarks.push_back("its folder is missing from the export");
    }
    found.all.push_back(std::move(work));
  }
  std::sort(found.all.begin(), found.all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const std::string& name : names_in(folder))
    if (name != "submission_metadata.yml" &&
        std::none_of(entries.begin(), entries.end(), [&](const entry& one) { return one.folder == name; }))
      found.left_out.push_back(shown_name(name) + ": is not named in submission_metadata.yml");
  return found;
}

}  // namespace lab
