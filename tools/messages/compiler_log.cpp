#include "messages/compiler_log.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

namespace lab {
namespace {

bool parse(const std::string& line, diagnostic& into) {
  static const std::regex pattern(R"(^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$)");
  std::smatch parts;
  if (line.size() > 4000 || !std::regex_match(line, parts, pattern)) return false;
  into = {parts[1], parts[4], parts[5], std::stoi(parts[2]), std::stoi(parts[3]), "", ""};
  return true;
}

/// The line of code below a diagnostic; g++ writes "   12 | " in front of it.
void quote(const std::string& below, diagnostic& into) {
  static const std::regex margin("^ *\\d+ \\| ");
  const std::string code = below.size() > 500 ? "" : std::regex_replace(below, margin, "");
  const std::size_t place = std::min(code.size(), static_cast<std::size_t>(std::max(into.column - 1, 0)));
  into.before = code.substr(0, place);
  into.source = code.substr(place);
}

}  // namespace

compiler_log::compiler_log(const std::string& output) {
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    diagnostic found, next;
    if (!parse(lines[i], found)) continue;
    if (i + 1 < lines.size() && !parse(lines[i + 1], next)) {
      quote(lines[i + 1], found);
    } else if (!all.empty() && all.back().line == found.line && all.back().file == found.file) {
      quote(all.back().before + all.back().source, found);  // g++ does not quote a line twice in a row
    }
    at.push_back(i);
    all.push_back(std::move(found));
  }
}

std::size_t compiler_log::first_line(std::size_t i) const {
  std::size_t above = i;
  while (above > 0 && all[above - 1].severity == "note") --above;
  return above == 0 ? 0 : at[above - 1] + 1;
}

std::size_t compiler_log::end_line(std::size_t i) const {
  std::size_t next = i + 1;
  while (next < all.size() && all[next].severity == "note") ++next;
  return next < all.size() ? at[next] : lines.size();
}

bool compiler_log::is_diagnostic(std::size_t line) const { return std::binary_search(at.begin(), at.end(), line); }

}  // namespace lab
