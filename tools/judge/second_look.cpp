#include "judge/second_look.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "messages/parts.hpp"
#include "messages/slips/slips.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

/// Of a file that somebody may remove at any time.
std::string text_or_nothing(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream all;
  if (stream) all << stream.rdbuf();
  return all.str();
}

/// The first of a file's warnings, divided by empty lines, that is about one exercise. What a slip says of the same
/// line in better words, that something goes nowhere, is left out.
std::string warning_about(const line_range& part, const std::string& warnings, const std::vector<slip>& told) {
  static const std::regex place("^[^:\n]*:(\\d{1,6}):"), nowhere("not used|unused|no effect|empty body|uninitialized");
  const auto is_told = [&](const std::string& words, int line) {
    return std::regex_search(words, nowhere) &&
           std::any_of(told.begin(), told.end(), [&](const slip& it) { return it.line == line; });
  };
  for (std::size_t begin = 0; begin < warnings.size();) {
    const std::size_t end = std::min(warnings.find("\n\n", begin), warnings.size());
    const std::string one = warnings.substr(begin, end - begin);
    std::smatch found;
    if (std::regex_search(one, found, place) && part.holds(std::stoi(found[1])) && !is_told(one, std::stoi(found[1])))
      return one;
    begin = end + 2;
  }
  return "";
}

/// Slips with the place of each; what is said of one line is not said of the next again.
std::string told(const std::vector<slip>& slips, const std::string& file) {
  std::string words;
  std::set<std::string> said;
  for (const slip& one : slips)
    if (said.insert(one.sentence).second)
      words +=
          text(words.empty() ? "\nBy the way, " + file + ", line " : "\nAnd line ", one.line, ": ", one.sentence, ".");
  return words;
}

}  // namespace

std::string second_look(const test_request& request, const test_result& result) {
  std::string words;
  const std::string name = fs::path(result.group).filename().string() + ".hpp";
  const std::string code = text_or_nothing(request.tree + "/" + result.group + ".hpp");
  const line_range part = lines_of(code, result.id);
  std::vector<slip> slips = slips_in(code, part);
  if (result.message.find("outside of") != std::string::npos) {
    const auto more = slips_of_indices(code, part);
    slips.insert(slips.begin(), more.begin(), more.end());
  }
  if (const std::string said =
          warning_about(part, text_or_nothing(request.out + "/" + result.group + ".warning"), slips);
      !said.empty())
    words += "\nThe compiler warns: " + said;
  if (result.message.find("arrays of different sizes") != std::string::npos)
    if (const auto lines = lines_that_compute(code, part); !lines.empty() && lines.size() <= 3) {
      words += text("\nThat is in ", name, ", line ", lines[0]);
      for (std::size_t i = 1; i < lines.size(); ++i) words += text(i + 1 == lines.size() ? " or " : ", ", lines[i]);
      words += ".";
    }
  if (result.message.find("a matrix product whose sizes do not fit") != std::string::npos)
    words += "\nIs a .transpose() missing, or one too many, or are the two sides swapped?";
  return words + told(slips, name);
}

void point_to_culprit(const std::string& tree, test_result& result) {
  static const std::regex place("^[^:\n]*:(\\d{1,6}):\\d"), renamed(" of exercise (\\S+) was renamed");
  std::smatch found;
  std::string culprit, line;
  if (std::regex_search(result.message, found, place)) {
    culprit = exercise_at(text_or_nothing(tree + "/" + result.group + ".hpp"), std::stoi(found[1]));
    line = " (line " + std::string(found[1]) + ")";
  } else if (std::regex_search(result.message, found, renamed)) {
    culprit = found[1];
  }
  if (culprit.empty() || culprit == result.id) return;
  result.waits_for = culprit;
  result.message =
      text("The error is in ", culprit, ", in the same file", line, "; this one cannot be tested until that compiles.");
}

}  // namespace lab
