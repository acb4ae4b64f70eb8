#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/course.hpp"
#include "lab/course/record.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

constexpr std::size_t most_members = 4, longest_name = 100;

std::string checked(const std::string& name) {
  const std::size_t first = name.find_first_not_of(' ');
  require(first != std::string::npos, error_kind::config, "expected a name, got an empty one");
  const std::string trimmed = name.substr(first, name.find_last_not_of(' ') - first + 1);
  require(trimmed.size() <= longest_name, error_kind::config, "expected names of at most ", longest_name,
          " characters, got ", trimmed.size());
  require(std::none_of(trimmed.begin(), trimmed.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }),
          error_kind::config, "expected names without tabs or line breaks");
  return trimmed;
}

int run(const std::vector<std::string>& names) {
  const course all = open_course();
  if (!names.empty()) {
    require(names.size() <= most_members, error_kind::config, "expected one to ", most_members, " names, got ",
            names.size(), "; a name of several words stands in quotation marks");
    std::vector<std::string> group;
    for (const std::string& name : names) {
      group.push_back(checked(name));
      require(std::count(group.begin(), group.end(), group.back()) == 1, error_kind::config, group.back(),
              ": is named twice");
    }
    update_record(all.home, [&](course_record& record) {
      // What somebody predicted before there was a group is theirs if they are alone.
      for (prediction& one : record.predictions)
        if (one.name.empty() && group.size() == 1) one.name = group.front();
      record.group = group;
    });
  }
  const course_record record = read_record(all.home);
  if (record.group.empty()) std::printf("Nobody yet. Tell who you are: ./lab group \"Ada Lovelace\" \"Alan Turing\"\n");
  for (const std::string& name : record.group) std::printf("%s\n", name.c_str());
  return 0;
}

}  // namespace

void add_group(CLI::App& app, action& chosen) {
  const auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* group = app.add_subcommand("group", "who you are: group \"Ada Lovelace\" \"Alan Turing\"");
  group->add_option("names", *names, "one to four names [shows them]")->type_name("NAME");
  group->callback([&chosen, names] { chosen = [names] { return run(*names); }; });
}

}  // namespace sfumato::lab
