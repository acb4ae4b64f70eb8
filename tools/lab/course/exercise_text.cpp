#include "lab/course/exercise_text.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace sfumato::lab {

namespace {

constexpr std::string_view exercise_heading = "/// Exercise ";

bool begins(std::string_view line, std::string_view with) { return line.substr(0, with.size()) == with; }

}  // namespace

std::vector<exercise_text> split_exercises(const std::string& file) {
  std::vector<exercise_text> parts{{}};
  std::istringstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (begins(line, exercise_heading)) {
      const std::string rest = line.substr(exercise_heading.size());
      parts.push_back({rest.substr(0, rest.find(':')), ""});
    }
    parts.back().text += line + "\n";
  }
  return parts;
}

std::string with_stub_of(const std::string& id, const std::string& students_file, const std::string& stub) {
  const auto is_it = [&](const exercise_text& part) { return part.id == id; };
  const auto stubs = split_exercises(stub);
  auto parts = split_exercises(students_file);
  const auto fresh = std::find_if(stubs.begin(), stubs.end(), is_it);
  if (fresh == stubs.end() || std::count_if(parts.begin(), parts.end(), is_it) != 1) return stub;
  std::find_if(parts.begin(), parts.end(), is_it)->text = fresh->text;
  std::string all;
  for (const exercise_text& part : parts) all += part.text;
  return all;
}

std::string solution_text(const std::string& id, const std::string& solution) {
  std::string code;
  for (const exercise_text& part : split_exercises(solution)) {
    if (part.id != id) continue;
    std::istringstream lines(part.text);
    for (std::string line; std::getline(lines, line);) {
      const bool marker = line.find("BEGIN SOLUTION") != std::string::npos || line.find("END SOLUTION") < line.size();
      if (!marker && !begins(line, "///")) code += line + "\n";
    }
  }
  while (code.size() > 1 && code[code.size() - 2] == '\n') code.pop_back();
  return code;
}

}  // namespace sfumato::lab
