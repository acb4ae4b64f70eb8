#include "grade/intake.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>

#include "grade/entries.hpp"
#include "grade/normalise.hpp"
#include "grade/plain_text.hpp"
#include "grade/sha256.hpp"
#include "grade/written_answers.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

constexpr std::size_t largest_file = 256u << 10, most_remarks = 20, most_pictures = 12;

/// Trees beside the exercises that hold files of the same names, and what systems leave in archives.
const std::set<std::string> other_trees = {"solutions", "build", ".git", "tools", "tests", "__macosx"};

std::string small_letters(std::string words) {
  for (char& c : words)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return words;
}

/// The parts of a path; nothing where it leads out of its folder.
std::optional<std::vector<std::string>> parts_of(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.front() == '\\' || path.find('\0') != std::string::npos)
    return std::nullopt;
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '/' || c == '\\') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  parts.erase(std::remove_if(parts.begin(), parts.end(), [](const auto& one) { return one.empty() || one == "."; }),
              parts.end());
  if (parts.empty() || std::find(parts.begin(), parts.end(), "..") != parts.end()) return std::nullopt;
  return parts;
}

/// Where a file lies, the smaller the better: within exercises/ or not, with its module's folder or not, how deep, and
/// whether it is spelled as it should be.
using standing = std::tuple<bool, bool, std::size_t, bool>;

struct match {
  std::string wanted;
  standing at;
};

std::optional<match> match_of(const std::vector<std::string>& parts, const std::set<std::string>& wanted) {
  for (const std::string& part : parts)
    if (other_trees.count(small_letters(part)) > 0 || part.rfind("._", 0) == 0) return std::nullopt;
  const std::string file = small_letters(parts.back());
  const std::string folder = parts.size() > 1 ? small_letters(parts[parts.size() - 2]) : "";
  for (const std::string& one : wanted) {
    const std::string low = small_letters(one);
    const std::size_t slash = low.find('/');
    if (low.substr(slash + 1) != file) continue;
    const bool in_module = low.substr(0, slash) == folder;
    const std::size_t before = parts.size() - (in_module ? 2 : 1);
    const bool in_exercises = before > 0 && small_letters(parts[before - 1]) == "exercises";
    const std::string spelled = in_module ? parts[before] + "/" + parts.back() : parts.back();
    const bool exact = one == spelled || one.substr(one.find('/') + 1) == spelled;
    if (in_module || in_exercises || before <= 1) return match{one, {!in_exercises, !in_module, before, !exact}};
  }
  return std::nullopt;
}

/// Only what the lab itself puts into out/: a checkout is full of others.
bool is_picture(const std::vector<std::string>& parts) {
  const std::string file = small_letters(parts.back());
  return parts.size() > 1 && small_letters(parts[parts.size() - 2]) == "out" && parts.front() != "__MACOSX" &&
         file.size() > 4 && file.substr(file.size() - 4) == ".png" && file.front() != '.';
}

/// By its first bytes a PNG file of at most 4096 by 4096.
bool is_small_png(const std::string& bytes) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  };
  return bytes.size() > 33 && bytes.compare(0, 8, "\x89PNG\r\n\x1a\n") == 0 && bytes.compare(12, 4, "IHDR") == 0 &&
         number(16) <= 4096 && number(20) <= 4096;
}

struct candidate {
  standing at;
  std::string path, bytes;
};

class desk {
 public:
  desk(intake& into, std::set<std::string> wanted) : into_(into), wanted_(std::move(wanted)) {
    wanted_.insert(answers_file);
  }

  void look_at(const submission_entry& entry) {
    const auto parts = parts_of(entry.path);
    if (!parts) return remark(entry.path, "leads out of the submission and is left out");
    const auto found = match_of(*parts, wanted_);
    if (!found) {
      if (is_picture(*parts)) take_picture(*parts, entry);
      return;
    }
    if (entry.what == submission_entry::kind::link) return remark(entry.path, "is a link and is left out");
    if (entry.what != submission_entry::kind::file) return remark(entry.path, "is no regular file and is left out");
    const auto before = best_.find(found->wanted);
    if (before != best_.end() && before->second.at <= found->at)
      return remark(entry.path, text("is left out: ", shown_name(before->second.path), " is there, too"));
    if (entry.size > largest_file) return remark(entry.path, "is larger than 256 KB and is left out");
    auto bytes = entry.contents(largest_file);
    if (!bytes) return remark(entry.path, "is larger than 256 KB or cannot be read, and is left out");
    if (before != best_.end())
      remark(before->second.path, text("is left out: ", shown_name(entry.path), " is there, too"));
    best_[found->wanted] = {found->at, entry.path, std::move(*bytes)};
  }

  void finish() {
    for (auto& [name, file] : best_) {
      normalised done = normalise(file.bytes);
      if (!done.refused.empty()) {
        remark(file.path, done.refused + " and is left out");
        continue;
      }
      for (const std::string& change : done.changes) remark(file.path, change);
      const auto& [outside, no_module, depth, other_case] = file.at;
      if (other_case) remark(file.path, "is taken for " + name);
      (name == answers_file ? into_.answers : into_.files[name]) = std::move(done.text);
    }
    if (dropped_ > 0) into_.remarks.push_back(text("and ", dropped_, " more remarks"));
  }

  void remark(const std::string& path, const std::string& words) {
    if (into_.remarks.size() < most_remarks) {
      into_.remarks.push_back(path.empty() ? words : shown_name(path) + " " + words);
    } else {
      ++dropped_;
    }
  }

 private:
  /// Nothing but its size is read here; whether it can be drawn is left to who looks at the page.
  void take_picture(const std::vector<std::string>& parts, const submission_entry& entry) {
    if (entry.what != submission_entry::kind::file || into_.pictures.size() >= most_pictures) return;
    if (auto bytes = entry.contents(largest_file); bytes && is_small_png(*bytes))
      into_.pictures[shown_name(parts.back())] = std::move(*bytes);
  }

  intake& into_;
  std::set<std::string> wanted_;
  std::map<std::string, candidate> best_;
  std::size_t dropped_ = 0;
};

}  // namespace

intake take_submission(const std::string& submission, const std::set<std::string>& wanted) {
  return take_submission(std::vector<submission_part>{{submission, ""}}, wanted);
}

intake take_submission(const std::vector<submission_part>& parts, const std::set<std::string>& wanted) {
  intake taken;
  desk at(taken, wanted);
  std::vector<std::string> wrong;
  const auto look = [&](const submission_entry& entry) { at.look_at(entry); };
  for (const submission_part& part : parts) {
    const std::string why =
        part.name.empty() ? read_entries(part.path, look) : read_file_as(part.path, part.name, look);
    if (!why.empty()) wrong.push_back((parts.size() > 1 ? "a part of the submission " : "the submission ") + why);
  }
  at.finish();
  taken.remarks.insert(taken.remarks.begin(), wrong.begin(), wrong.end());
  if (taken.files.empty()) {
    taken.readable = false;
    if (wrong.empty()) taken.remarks.insert(taken.remarks.begin(), "the submission holds none of the exercise files");
  }
  return taken;
}

bool is_one_submission(const std::string& folder, const std::set<std::string>& wanted) {
  std::set<std::string> around;  // the first folder above each file that is found
  bool directly = false;
  read_entries(folder, [&](const submission_entry& entry) {
    const auto parts = parts_of(entry.path);
    const auto found = parts ? match_of(*parts, wanted) : std::nullopt;
    if (!found) return;
    const auto& [outside, no_module, depth, other_case] = found->at;
    const std::size_t own = depth - (outside ? 0 : 1);
    directly = directly || own == 0;
    if (own > 0) around.insert(parts->front());
  });
  if (directly) return true;
  std::size_t others = 0;
  read_entries(folder, [&](const submission_entry& entry) {
    if (entry.path.find('/') == std::string::npos && entry.path.front() != '.') ++others;
  });
  return around.size() == 1 && others == 0;
}

std::string hash_of(const intake& taken, const std::set<std::string>& wanted) {
  sfumato::lab::sha256 digest;
  const auto add = [&](const std::string& words) {
    digest.update(std::span(reinterpret_cast<const std::uint8_t*>(words.data()), words.size()));
  };
  for (const std::string& name : wanted) {
    const auto found = taken.files.find(name);
    add(text(name, '\n', found == taken.files.end() ? "none" : std::to_string(found->second.size()), '\n'));
    if (found != taken.files.end()) add(found->second);
  }
  return digest.hex();
}

}  // namespace lab
