#include "messages/parts.hpp"

#include <sstream>
#include <vector>

namespace lab {
namespace {

/// An exercise begins with its line "/// Exercise 1.2: ..." and ends where the next one begins.
struct part {
  std::string id;
  line_range lines;
  int open = 0;  // curly brackets that are not closed again, or too many of them closed
};

/// How many more curly brackets a line opens than it closes, outside of texts and comments.
int opened_in(const std::string& line) {
  int open = 0;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || (c == '\'' && i + 2 < line.size() && line.find('\'', i + 1) <= i + 3)) {
      quote = c;
    } else if (c == '/' && i + 1 < line.size() && line[i + 1] == '/') {
      break;
    } else if (c == '{' || c == '}') {
      open += c == '{' ? 1 : -1;
    }
  }
  return open;
}

std::vector<part> parts_of(const std::string& code) {
  static const std::string heading = "/// Exercise ";
  std::vector<part> parts;
  std::istringstream lines(code);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.rfind(heading, 0) == 0) {
      const std::string rest = line.substr(heading.size());
      if (!parts.empty()) parts.back().lines.last = number - 1;
      parts.push_back({rest.substr(0, rest.find(':')), {number, 1 << 30}, 0});
    }
    if (!parts.empty()) parts.back().open += opened_in(line);
  }
  return parts;
}

}  // namespace

std::string exercise_at(const std::string& code, int line) {
  if (line <= 0) return "";
  for (const part& one : parts_of(code)) {
    if (one.lines.first > line) return "";
    if (one.open != 0 || one.lines.holds(line)) return one.id;
  }
  return "";
}

int line_of_open_bracket(const std::string& code) {
  std::vector<int> open;
  std::istringstream lines(code);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const int more = opened_in(line);
    for (int i = 0; i < more; ++i) open.push_back(number);
    for (int i = 0; i < -more; ++i) {
      if (open.empty()) return 0;
      open.pop_back();
    }
  }
  return open.empty() ? 0 : open.back();
}

bool ends_too_early(const std::string& code, int line) {
  int open = 0, ended = 0, number = 0;
  std::istringstream lines(code);
  for (std::string one; std::getline(lines, one);) {
    ++number;
    const int before = open;
    open += opened_in(one);
    if (open < 0) return ended == line;
    if (before > 0 && open == 0) ended = number;
  }
  return false;
}

line_range lines_of(const std::string& code, const std::string& exercise) {
  for (const part& one : parts_of(code))
    if (one.id == exercise) return one.lines;
  return {};
}

}  // namespace lab
