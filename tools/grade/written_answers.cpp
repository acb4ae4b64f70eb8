#include "grade/written_answers.hpp"

#include <cmath>
#include <cstdlib>
#include <sstream>

#include "grade/csv_table.hpp"
#include "grade/plain_text.hpp"
#include "grade/sha256.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

using sfumato::error_kind;

constexpr std::size_t longest = 8u << 10;

/// The lines below each heading, trimmed at their ends. `known`: which headings there are; empty: all.
using sections = std::map<std::string, std::vector<std::string>>;

sections sections_of(const std::string& page, const sections& known) {
  sections all;
  std::istringstream lines(page);
  std::string heading;
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    const bool is_heading = line.rfind("# ", 0) == 0 || line.rfind("## ", 0) == 0;
    if (is_heading && (known.empty() || known.count(line) > 0)) {
      heading = line;
      all[heading];
    } else if (!heading.empty()) {
      all[heading].push_back(line);
    }
  }
  return all;
}

/// "> answer: words" is words; "> number: 82" is "number: 82".
std::string without_mark(const std::string& line) {
  if (line.rfind("> ", 0) != 0) return line;
  const std::string answer = "> answer:";
  return trimmed(line.rfind(answer, 0) == 0 ? line.substr(answer.size()) : line.substr(2));
}

std::string added_to(const std::vector<std::string>& handed_out, const std::vector<std::string>& written) {
  const std::set<std::string> known(handed_out.begin(), handed_out.end());
  std::string words;
  for (const std::string& line : written)
    if (line.empty() || known.count(line) == 0) words += without_mark(line) + "\n";
  words = trimmed(words);
  if (words.size() > longest) words = words.substr(0, longest) + "\n(cut after 8 KB)";
  return clean_text(words);
}

}  // namespace

std::vector<written_answer> read_written_answers(const std::string& page, const std::string& handed_out,
                                                 const std::vector<manifest_question>& questions) {
  const sections ours = sections_of(handed_out, {});
  sections theirs = sections_of(page, ours);
  std::vector<written_answer> all;
  for (const manifest_question& question : questions) {
    const std::string heading = "## " + question.id;
    const auto there = ours.find(heading);
    written_answer one;
    one.question = question.id;
    one.asked = question.text;
    one.max_points = question.points;
    one.words = added_to(there == ours.end() ? std::vector<std::string>{} : there->second, theirs[heading]);
    all.push_back(std::move(one));
  }
  return all;
}

std::string code_of(const std::string& submission) {
  const std::string words = "answers of " + submission;
  sfumato::lab::sha256 digest;
  digest.update({reinterpret_cast<const std::uint8_t*>(words.data()), words.size()});
  return "s" + digest.hex().substr(0, 7);
}

void given_marks::enter(const std::string& submission, std::vector<written_answer>& into) const {
  const auto found = of.find(code_of(submission));
  for (written_answer& one : into) {
    one.counts = counted.count(one.question) > 0;
    one.mark.reset();
    if (found == of.end()) continue;
    if (const auto mark = found->second.find(one.question); mark != found->second.end()) one.mark = mark->second;
  }
}

given_marks read_marks(const std::string& file, const std::string& text,
                       const std::vector<manifest_question>& questions) {
  const csv_table table = read_csv(file, text);
  given_marks all;
  if (table.lines.empty()) return all;
  const auto& titles = table.lines.front();
  for (std::size_t i = 1; i < table.lines.size(); ++i) {
    const auto& line = table.lines[i];
    std::string code, name;
    std::map<std::string, double> given;
    for (std::size_t c = 0; c < std::min(line.size(), titles.size()); ++c) {
      const std::string title = trimmed(titles[c].value), value = trimmed(line[c].value);
      if (title == "code") code = value;
      if (title == "submission") name = value;
      if (value.empty()) continue;
      for (const manifest_question& question : questions) {
        if (title != question.id) continue;
        char* end = nullptr;
        const double mark = std::strtod(value.c_str(), &end);
        sfumato::require(*end == '\0' && mark >= 0 && mark <= question.points, error_kind::io, shown_name(file), ":",
                         i + 1, ": ", question.id, ": expected a mark from 0 to ", question.points, ", got ",
                         shown_name(value));
        given[question.id] = mark;
        all.counted.insert(question.id);
      }
    }
    if (given.empty()) continue;
    sfumato::require(!code.empty() || !name.empty(), error_kind::io, shown_name(file), ":", i + 1,
                     ": expected a code or a submission beside the marks, got neither");
    all.of[code.empty() ? code_of(name) : code] = std::move(given);
  }
  return all;
}

}  // namespace lab
