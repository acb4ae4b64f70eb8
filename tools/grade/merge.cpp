#include "grade/merge.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>

#include "grade/downloads.hpp"
#include "grade/plain_text.hpp"
#include "grade/results.hpp"
#include "judge/toolchain.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using sfumato::error_kind;

struct found {
  graded one;
  std::string folder;
};

graded read_own(const std::string& folder) {
  const std::string file = folder + "/" + own_file;
  try {
    return from_own_json(read_text(file));
  } catch (const std::exception&) {
    sfumato::fail(error_kind::io, shown_name(file),
                  ": expected what this version of lab grade writes; grade that part again");
  }
}

std::string without_timing(graded one) {
  one.seconds = 0;
  one.judge.clear();
  return to_own_json(one);
}

void require_same_conditions(const found& first, const found& other) {
  const auto same = [&](const std::string& what, const std::string& a, const std::string& b) {
    sfumato::require(a == b, error_kind::config, "--merge: ", shown_name(first.folder), " and ",
                     shown_name(other.folder), " were graded with another ", what, " (", shown_name(a), ", ",
                     shown_name(b), "); grade one of them again");
  };
  same("course key", first.one.course, other.one.course);
  same("assignment", std::to_string(first.one.version), std::to_string(other.one.version));
  same("sandbox", first.one.rung, other.one.rung);
  same("compiler", first.one.compiler, other.one.compiler);
  same("--timeout", std::to_string(first.one.seconds_a_call), std::to_string(other.one.seconds_a_call));
}

}  // namespace

std::vector<graded> merge_results(const std::vector<std::string>& parts, const std::string& out, const merging& how) {
  std::map<std::string, found> all;
  const auto add = [&](const std::string& folder) {
    found next{read_own(folder), folder};
    const auto [at, added] = all.try_emplace(next.one.name, next);
    sfumato::require(added || without_timing(at->second.one) == without_timing(next.one), error_kind::config,
                     "--merge: ", shown_name(at->second.folder), " and ", shown_name(folder),
                     " hold different results of one name; remove the one that does not count");
    require_same_conditions(all.begin()->second, next);
  };
  for (const std::string& part : parts) {
    if (fs::exists(part + "/" + own_file)) {
      add(part);
      continue;
    }
    bool any = false;
    for (const std::string& name : names_in(part))
      if (fs::exists(part + "/" + name + "/" + own_file)) {
        add(part + "/" + name);
        any = true;
      }
    sfumato::require(any, error_kind::io, "--merge: ", shown_name(part),
                     ": expected a folder that lab grade wrote with --out, found no results in it");
  }
  std::vector<graded> merged;
  for (auto& [name, one] : all) {
    how.marks.enter(name, one.one.answers);
    intake pictures;  // nothing else of a submission is needed any more
    for (std::size_t i = 0; i < one.one.pictures.size(); ++i)
      pictures.pictures[one.one.pictures[i]] = read_text(one.folder + "/" + picture_file(i));
    write_results(one.one, pictures,
                  {.parts = {}, .name = name, .folder = out + "/" + folder_name(name), .back = "../index.html"});
    merged.push_back(std::move(one.one));
  }
  write_class(merged, out, how.anonymous);
  return merged;
}

}  // namespace lab
