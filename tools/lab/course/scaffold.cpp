#include "lab/course/scaffold.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

#include "lab/course/manifest_text.hpp"
#include "lab/course/scaffold_text.hpp"
#include "sfumato/core/error.hpp"
#include "stubs/stub.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

std::string prefix(const std::string& id) { return id.substr(0, id.find('.')); }
std::string number(const std::string& id) {
  return std::islower(static_cast<unsigned char>(id.back())) ? id.substr(0, id.size() - 1) : id;
}

const ::lab::manifest_module& module_named(const course& of, const std::string& word) {
  std::string expected;
  for (const auto& module : of.contents.modules) {
    if (word == module.id || word == module.folder) return module;
    expected += (expected.empty() ? "" : ", ") + module.id;
  }
  fail(error_kind::config, "--module ", word, ": expected one of ", expected);
}

/// Also 1.2a where there is a 1.2, and 1.1 where there is a pair 1.1a and 1.1b: they could not be told apart.
void require_free_id(const course& of, const std::string& id, const ::lab::manifest_module& module) {
  std::string first = module.id;
  for (const exercise& one : of.contents.exercises)
    if (one.module == module.id) first = prefix(one.id);
  require(std::regex_match(id, std::regex(R"(\w+\.[1-9]\d*[a-z]?)")) && prefix(id) == first, error_kind::config, id,
          ": expected an id like ", first, ".7 in module ", module.id);
  int highest = 0;
  for (const exercise& one : of.contents.exercises)
    if (one.module == module.id) highest = std::max(highest, std::atoi(one.id.c_str() + first.size() + 1));
  for (const exercise& one : of.contents.exercises)
    require(one.id != id && number(one.id) != id && one.id != number(id), error_kind::config, id, ": is taken by ",
            one.id, ", ", one.title, "; ", first, ".", highest + 1, " is free");
}

void require_name(const std::string& function) {
  require(is_snake_case_name(function), error_kind::config, function,
          ": expected a name for a C++ function in snake_case, like add_noise");
}

void require_free_function(const course& of, const std::string& function, const std::string& solution) {
  for (const exercise& one : of.contents.exercises)
    require(one.function != function, error_kind::config, function, ": is the function of exercise ", one.id);
  require(!std::regex_search(solution, std::regex("\\b" + function + "\\b")), error_kind::config, function,
          ": this name is used in the same file already");
}

void complete_names(new_exercise& wanted) {
  require_name(wanted.function);
  if (wanted.file.empty()) wanted.file = wanted.function + ".hpp";
  require(std::regex_match(wanted.file, std::regex(R"([a-z0-9]+(_[a-z0-9]+)*\.hpp)")), error_kind::config, "--file ",
          wanted.file, ": expected a name like noising.hpp, without a folder");
  if (wanted.title.empty()) {
    wanted.title = wanted.function;
    std::replace(wanted.title.begin(), wanted.title.end(), '_', ' ');
    wanted.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(wanted.title[0])));
  }
  require(wanted.title.size() <= 60 && std::none_of(wanted.title.begin(), wanted.title.end(),
                                                    [](unsigned char c) { return std::iscntrl(c) != 0 || c == '\\'; }),
          error_kind::config, "--title: expected one line of at most 60 characters");
}

}  // namespace

std::vector<planned_file> plan_exercise(
    const course& of, new_exercise wanted,
    const std::function<std::string(const std::filesystem::path&, const std::string&)>& format) {
  const auto& module = module_named(of, wanted.module);
  complete_names(wanted);
  const fs::path suites = of.exercises.parent_path() / "tools" / "suites" / module.folder;
  const fs::path mistakes = of.solutions / "mistakes" / module.folder;
  const std::string group = wanted.file.substr(0, wanted.file.rfind('.'));
  const fs::path solution = of.solutions / module.folder / wanted.file, registry = suites / (group + ".registry.hpp");
  const bool appended = fs::exists(solution);
  const std::string solutions =
      appended ? ::lab::read_text(solution.string()) : "#pragma once\n\n#include \"lab.hpp\"\n";
  require_free_id(of, wanted.id, module);
  require_free_function(of, wanted.function, solutions);
  require(appended == fs::exists(registry), error_kind::config, registry.string(), ": expected it ",
          appended ? "beside " : "only with ", solution.string(), "; write it or choose another --file");
  const vocabulary known = vocabulary::of(::lab::read_text(of.tools.headers + "/lab.hpp"));
  const signature called = parse_signature(wanted.signature, known);
  const scaffold_text text{wanted, called, example(called, known), module.folder};

  const std::string registered =
      appended ? ::lab::read_text(registry.string()) : "#pragma once\n\n#include \"judge/exercise.hpp\"\n\n";
  std::vector<planned_file> files{{solution, solutions + "\n" + text.solution(), !appended},
                                  {registry, registered + text.registry_line(), !appended},
                                  {mistakes / (wanted.function + ".wrong.hpp"), text.wrong_variants(), true},
                                  {suites / (wanted.function + "_test.cpp"), text.suite(), true}};
  for (planned_file& file : files) file.text = format(file.path, file.text);
  files.push_back(
      {of.exercises / module.folder / wanted.file, ::lab::make_stub(files.front().text, solution.string())});
  files.push_back(
      {of.tools.manifest, with_exercise(::lab::read_text(of.tools.manifest), module.id, text.manifest_entry())});
  for (const planned_file& file : files)
    require(!file.is_new || !fs::exists(file.path), error_kind::io, file.path.string(), ": is there already");
  return files;
}

}  // namespace sfumato::lab
