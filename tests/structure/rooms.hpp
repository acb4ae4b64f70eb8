#pragma once

#include <map>
#include <regex>
#include <string>
#include <vector>

#include "layering.hpp"

/// Files by their path below the project's folder ("tools/judge/driver.cpp"), with their text.
using file_map = std::map<std::string, std::string>;

/// The room that a file below tools/ lies in: "child", "judge", ...; "" for those that lie in none.
inline std::string room_of(const std::string& path) {
  const std::size_t begin = path.find('/') + 1, end = path.find('/', begin);
  return path.rfind("tools/", 0) == 0 && end != std::string::npos ? path.substr(begin, end - begin) : "";
}

/// Which rooms a room may include; one that is not named here may include all of them.
inline const std::map<std::string, std::vector<std::string>>& rooms_below() {
  static const std::map<std::string, std::vector<std::string>> below = {
      {"child", {}},
      {"grade", {"child", "judge", "messages"}},
      {"judge", {"child", "messages", "suites", "worker"}},
      {"messages", {}},
      {"stubs", {"messages"}},
      {"suites", {"judge"}},
      {"worker", {}}};
  return below;
}

/// Within the lab: who may not include whom. Words, pictures and pages know nothing of commands, and what hangs in the
/// museum knows no page.
inline const std::map<std::string, std::vector<std::string>>& closed_in_lab() {
  static const std::map<std::string, std::vector<std::string>> closed = {
      {"course", {"commands", "data", "model", "modules", "museum", "student"}},
      {"data", {"commands", "model", "modules", "museum", "report", "student"}},
      {"model", {"commands", "course", "modules", "museum", "student"}},
      {"modules", {"commands"}},
      {"museum", {"commands", "modules"}},
      {"report", {"commands", "data", "model", "modules", "museum"}},
      {"student", {"commands", "data", "modules", "museum", "report"}},
      {"system", {"commands", "course", "data", "model", "modules", "museum", "report", "student"}},
      {"terminal", {"commands", "course", "data", "model", "modules", "museum", "report", "student", "system"}}};
  return closed;
}

/// What a program is started, limited or ended with, called by name; nothing where nothing is.
inline std::string start_of_a_program(const std::string& text) {
  static const std::regex call(
      R"((^|[^\w.>"])(fork|vfork|posix_spawnp?|execl[pe]?|execv[pe]*|popen|system|waitpid|waitid|wait[34]|setrlimit|kill|killpg|setpgid|setsid)\()");
  std::smatch found;
  return std::regex_search(text, found, call) ? found[2].str() : "";
}

/// One sentence for each file that has left its room, or that is made of what belongs to the tests.
inline std::vector<std::string> room_violations(const file_map& files) {
  std::vector<std::string> violations;
  for (const auto& [path, text] : files) {
    const std::string room = room_of(path);
    const auto report = [&, &file = path](const std::string& what) { violations.push_back(file + " " + what); };
    const auto below = rooms_below().find(room);
    for (const include_line& include : includes_of(text)) {
      if (!include.in_quotes) continue;
      const std::string& name = include.name;
      const std::string other = name.substr(0, name.find('/'));
      if (room == "lab" && other == "lab") {
        const std::string from = room_of("tools/" + path.substr(path.find("lab/") + 4)),
                          to = room_of("tools/" + name.substr(4));
        const auto closed = closed_in_lab().find(from);
        if (closed != closed_in_lab().end() &&
            std::find(closed->second.begin(), closed->second.end(), to) != closed->second.end())
          report("includes " + name + ", which is closed to " + from);
      }
      if (below == rooms_below().end() || other == room || !files.count("tools/" + name)) continue;
      if (std::find(below->second.begin(), below->second.end(), other) == below->second.end())
        report("includes " + name + ", which is not below it");
    }
    static const std::regex test_folder("tests/|/ \"tests\"");
    const std::string name = path.substr(path.rfind('/') + 1), ending = name.substr(name.rfind('.') + 1);
    const bool is_built =
        std::set<std::string>{"hpp", "cpp", "inc", "in", "cmake"}.count(ending) || name == "CMakeLists.txt";
    if (is_built && std::regex_search(text, test_folder)) report("names tests/, which nothing else is made of");
    if (const std::string call = start_of_a_program(text); room != "child" && !call.empty())
      report("calls " + call + "(), which tools/child does for all");
  }
  return violations;
}
