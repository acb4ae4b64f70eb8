#include "messages/compile_errors.hpp"

#include <algorithm>
#include <cstdio>
#include <regex>

#include "messages/compiler_log.hpp"
#include "messages/error_sentences.hpp"
#include "messages/parts.hpp"
#include "messages/shorten.hpp"
#include "messages/text.hpp"
#include "messages/translations.hpp"

namespace lab {
namespace {

/// A place in the student's file that a line of context names: "required from here", "in expansion of".
bool place_in(const std::string& line, const std::string& student_file, int& row, int& column) {
  const std::size_t at = line.find(student_file + ":");
  if (at == std::string::npos) return false;
  return std::sscanf(line.c_str() + at + student_file.size(), ":%d:%d", &row, &column) == 2;
}

/// What comes behind an open bracket does not know why it is wrong: the next function, or the next file.
compile_complaint open_bracket(const diagnostic& found, bool elsewhere, const compiled_file& about) {
  static const std::regex inside("function.definition is not allowed here");
  std::string before = about.code;
  std::string sentence = translate("expected '}'");
  if (std::regex_search(found.words, inside) && found.file == about.file) {
    std::size_t end = 0;
    for (int line = 1; line < found.line && end < before.size(); ++line) end = before.find('\n', end) + 1;
    before.resize(end);
    sentence = text("A } is missing between here and line ", found.line, ", where the next function begins.");
  } else if (!elsewhere) {
    return {};
  }
  return {line_of_open_bracket(before), 1, "this { is never closed", sentence};
}

/// A function that a } ends too early misses its return, and what follows stands outside of every function.
compile_complaint early_end(const diagnostic& found, const compiled_file& about) {
  static const std::regex result("no return statement in function|non-void function does not return a value");
  if (found.file != about.file || !std::regex_search(found.words, result)) return {};
  if (!ends_too_early(about.code, found.line)) return {};
  return {found.line, found.column, "the function ends here",
          "There is one } too many, here or further up: what follows stands outside of the function."};
}

compile_complaint complaint(const compiler_log& log, std::size_t i, const compiled_file& about) {
  const diagnostic& found = log.all[i];
  const std::string words = without_foreign_guess(found.words, about.code);
  compile_complaint made;
  for (std::size_t j = log.first_line(i); j < log.at[i]; ++j)
    if (!log.is_diagnostic(j)) place_in(log.lines[j], about.file, made.line, made.column);
  if (found.file == about.file) {
    made.line = found.line;
    made.column = found.column;
  }
  std::string all = words;
  for (std::size_t j = log.at[i] + 1; j < log.end_line(i); ++j) {
    all += "\n" + log.lines[j].substr(0, 500);
    if (made.line == 0) place_in(log.lines[j], about.file, made.line, made.column);
  }
  made.compiler = shortened(words);
  if (found.severity != "warning")
    for (const compile_complaint& bracket : {open_bracket(found, made.line == 0, about), early_end(found, about)})
      if (bracket.line > 0) return bracket;
  if (made.line == 0) made.sentence = changed_declaration(all, about.registry);
  if (!made.sentence.empty()) {
    made.compiler.clear();  // it speaks of what stands around the exercises
    return made;
  }
  made.sentence = sentence_for(log, i, all, about);
  return made;
}

std::vector<compile_complaint> complaints(const compiler_log& log, const std::string& severity,
                                          const compiled_file& about) {
  std::vector<compile_complaint> made;
  for (std::size_t i = 0; i < log.all.size(); ++i)
    if (log.all[i].severity == severity) made.push_back(complaint(log, i, about));
  return made;
}

}  // namespace

std::string compile_complaint::in_words(const std::string& file_name) const {
  std::string words = file_name;
  if (line > 0) words += text(":", line, ":", column);
  words += ": " + compiler;
  if (!sentence.empty()) words += (compiler.empty() ? "" : "\n") + sentence;
  return words;
}

compile_complaint first_complaint(const std::string& output, const compiled_file& about) {
  const compiler_log log(output);
  for (const char* severity : {"error", "fatal error"})
    if (const auto found = complaints(log, severity, about); !found.empty()) return found.front();
  auto warnings = complaints(log, "warning", about);
  const auto with_sentence = std::find_if(warnings.begin(), warnings.end(), [](const compile_complaint& one) {
    return one.line > 0 && !one.sentence.empty();
  });
  if (with_sentence != warnings.end()) return *with_sentence;
  if (!warnings.empty()) return warnings.front();
  compile_complaint unknown;
  unknown.compiler = "it does not compile; the compiler's words are in the log";
  return unknown;
}

std::vector<compile_complaint> warnings_in(const std::string& output, const compiled_file& about) {
  auto warnings = complaints(compiler_log(output), "warning", about);
  warnings.erase(std::remove_if(warnings.begin(), warnings.end(), [](const auto& one) { return one.line <= 0; }),
                 warnings.end());
  std::stable_partition(warnings.begin(), warnings.end(), [](const auto& one) { return !one.sentence.empty(); });
  return warnings;
}

}  // namespace lab
