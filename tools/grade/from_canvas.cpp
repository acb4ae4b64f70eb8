#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "grade/downloads.hpp"
#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

bool is_number(const std::string& words) {
  return !words.empty() && words.size() <= 18 &&
         std::all_of(words.begin(), words.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct named {
  std::string who, user, submission, original;
  bool late = false;
};

/// The first two numbers are Canvas's own: whatever a student calls a file comes after them.
std::optional<named> parse(const std::string& file) {
  std::vector<std::string> words(1);
  for (const char c : file)
    if (c == '_') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  for (std::size_t i = 1; i + 2 < words.size(); ++i) {
    if (!is_number(words[i]) || !is_number(words[i + 1])) continue;
    named one{.who = words[0], .user = words[i], .submission = words[i + 1], .original = words[i + 2]};
    for (std::size_t k = 1; k < i; ++k)
      if (k + 1 == i && words[k] == "LATE") {
        one.late = true;
      } else {
        one.who += "_" + words[k];
      }
    for (std::size_t k = i + 3; k < words.size(); ++k) one.original += "_" + words[k];
    return one;
  }
  return std::nullopt;
}

/// "noising-1.hpp" is a noising.hpp that was handed in again.
std::string without_count(const std::string& original) {
  const fs::path name(original);
  const std::string stem = name.stem().string();
  const std::size_t dash = stem.rfind('-');
  return dash != std::string::npos && dash > 0 && is_number(stem.substr(dash + 1))
             ? stem.substr(0, dash) + name.extension().string()
             : original;
}

std::uint64_t value(const std::string& digits) { return std::stoull(digits); }

}  // namespace

download read_canvas(const std::string& folder) {
  download found;
  struct student {
    named last;
    handed_in work;
    std::size_t earlier = 0;
  };
  std::map<std::string, student> students;
  for (const std::string& file : names_in(folder)) {
    const auto one = parse(file);
    if (!one) {
      found.left_out.push_back(shown_name(file) + ": is not named as Canvas names submissions");
      continue;
    }
    const auto [at, added] = students.try_emplace(one->user);
    student& of = at->second;
    if (!added && value(one->submission) < value(of.last.submission)) {
      ++of.earlier;
      continue;
    }
    if (!added && value(one->submission) > value(of.last.submission)) {
      of.earlier += of.work.parts.size();
      of.work.parts.clear();
    }
    of.last = *one;
    of.work.parts.push_back(part_of(folder + "/" + file, without_count(one->original)));
  }
  for (auto& [user, one] : students) {
    one.work.name = one.last.who + "_" + user;
    one.work.people = {{one.last.who, {user}}};
    if (one.last.late) one.work.remarks.push_back("was handed in late, says Canvas");
    if (one.earlier > 0)
      one.work.remarks.push_back(text(one.earlier, one.earlier == 1 ? " file of an" : " files of an",
                                      " earlier submission left out; ", one.last.submission, " counts"));
    found.all.push_back(std::move(one.work));
  }
  return found;
}

}  // namespace lab
