#include "judge/compile_errors.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

#include "judge/parts.hpp"
#include "judge/shorten.hpp"
#include "judge/slips/source.hpp"
#include "judge/text.hpp"
#include "judge/translations.hpp"

namespace lab {
namespace {

struct diagnostic {
  std::string file, severity, words;
  int line = 0, column = 0;
  std::string before,
      source;  // the line of code that the compiler quotes, up to the place that it means, and from there
};

bool parse(const std::string& line, diagnostic& into) {
  static const std::regex pattern(R"(^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$)");
  std::smatch parts;
  if (line.size() > 4000 || !std::regex_match(line, parts, pattern)) return false;
  into = {parts[1], parts[4], parts[5], std::stoi(parts[2]), std::stoi(parts[3]), "", ""};
  return true;
}

/// A place in the student's file that a line of context names: "required from here", "in expansion of".
bool place_in(const std::string& line, const std::string& student_file, int& row, int& column) {
  const std::size_t at = line.find(student_file + ":");
  if (at == std::string::npos) return false;
  return std::sscanf(line.c_str() + at + student_file.size(), ":%d:%d", &row, &column) == 2;
}

/// The line of code below a diagnostic; g++ writes "   12 | " in front of it.
void quote(const std::string& below, diagnostic& into) {
  static const std::regex margin("^ *\\d+ \\| ");
  const std::string code = below.size() > 500 ? "" : std::regex_replace(below, margin, "");
  const std::size_t place = std::min(code.size(), static_cast<std::size_t>(std::max(into.column - 1, 0)));
  into.before = code.substr(0, place);
  into.source = code.substr(place);
}

bool minds_types(const std::string& words) {
  static const std::regex pattern("could not convert|conversion from|no viable conversion|no matching");
  return std::regex_search(words, pattern);
}

/// Whether a place is the first of its line, so that what is missing is missing at the end of the line above.
bool begins_line(const diagnostic& found) { return found.before.find_first_not_of(" \t") == std::string::npos; }

/// The diagnostics of a log, each with its context: what stands above it up to the one before, and its notes.
class log_reader {
 public:
  log_reader(const std::string& output, const compiled_file& about) : about_(about) {
    std::istringstream stream(output);
    for (std::string line; std::getline(stream, line);) lines_.push_back(line);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      diagnostic found;
      if (!parse(lines_[i], found)) continue;
      quote_below(i, found);
      at_.push_back(i);
      all_.push_back(std::move(found));
    }
  }

  std::vector<compile_complaint> of(const std::string& severity) const {
    std::vector<compile_complaint> complaints;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (all_[i].severity == severity) complaints.push_back(complaint(i));
    return complaints;
  }

 private:
  /// g++ does not quote a line twice in a row.
  void quote_below(std::size_t i, diagnostic& found) const {
    diagnostic next;
    if (i + 1 < lines_.size() && !parse(lines_[i + 1], next)) {
      quote(lines_[i + 1], found);
    } else if (!all_.empty() && all_.back().line == found.line && all_.back().file == found.file) {
      quote(all_.back().before + all_.back().source, found);
    }
  }

  compile_complaint complaint(std::size_t i) const {
    diagnostic found = all_[i];
    found.words = without_foreign_guess(found.words);
    compile_complaint made;
    // g++ tells where a template was used before it tells what is wrong with it.
    std::size_t above = i;
    while (above > 0 && all_[above - 1].severity == "note") --above;
    for (std::size_t j = above == 0 ? 0 : at_[above - 1] + 1; j < at_[i]; ++j)
      if (!std::binary_search(at_.begin(), at_.end(), j)) place_in(lines_[j], about_.file, made.line, made.column);
    if (found.file == about_.file) {
      made.line = found.line;
      made.column = found.column;
    }
    // clang++ tells it afterwards, in notes.
    std::string all = found.words;
    std::size_t next = i + 1;
    while (next < all_.size() && all_[next].severity == "note") ++next;
    const std::size_t end = next < all_.size() ? at_[next] : lines_.size();
    for (std::size_t j = at_[i] + 1; j < end; ++j) {
      all += "\n" + lines_[j].substr(0, 500);
      if (made.line == 0) place_in(lines_[j], about_.file, made.line, made.column);
    }
    made.compiler = shortened(found.words);
    if (found.severity != "warning")
      for (const compile_complaint& bracket : {open_bracket(found, made.line == 0), early_end(found)})
        if (bracket.line > 0) return bracket;
    if (made.line == 0) made.sentence = changed_declaration(all, about_.registry);
    if (!made.sentence.empty()) {
      made.compiler.clear();  // it speaks of what stands around the exercises
      return made;
    }
    made.sentence = sentence_for(i, found, all);
    return made;
  }

  /// What comes behind an open bracket does not know why it is wrong: the next function, or the next file.
  compile_complaint open_bracket(const diagnostic& found, bool elsewhere) const {
    static const std::regex inside("function.definition is not allowed here");
    std::string before = about_.code;
    std::string sentence = translate("expected '}'");
    if (std::regex_search(found.words, inside) && found.file == about_.file) {
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
  compile_complaint early_end(const diagnostic& found) const {
    static const std::regex result("no return statement in function|non-void function does not return a value");
    if (found.file != about_.file || !std::regex_search(found.words, result)) return {};
    if (!ends_too_early(about_.code, found.line)) return {};
    return {found.line, found.column, "the function ends here",
            "There is one } too many, here or further up: what follows stands outside of the function."};
  }

  /// The compiler's guess at what was meant, unless it is a name that exercises do not know: of the C library, or of
  /// what stands around the exercises.
  std::string without_foreign_guess(const std::string& words) const {
    static const std::regex guess("; did you mean '(std::)?([^']+)'\\??");
    static const std::set<std::string> offered = {
        "scalar", "image", "curve", "features", "denoiser", "noise_source", "mean_step", "layer", "moments", "encoded",
        "sqrt",   "exp",   "log",   "log10",    "pow",      "sin",          "cos",       "abs",   "min",     "max",
        "clamp",  "size",  "rows",  "cols",     "square",   "mean",         "sum",       "size_t"};
    std::smatch found;
    if (!std::regex_search(words, found, guess) || offered.count(found[2]) > 0) return words;
    for (const source_line& line : source_lines(about_.code, {}))
      if (mentions(line.code, found[2]) > 0) return words;
    return std::string(found.prefix()) + std::string(found.suffix());
  }

  /// Whether the quoted line is an if or a while with a single = in it.
  static bool stores_in_condition(const diagnostic& found) {
    static const std::regex condition("\\b(if|while) ?\\([^;{]*[^=!<>]=[^=]");
    return std::regex_search(found.before + found.source, condition);
  }

  std::string sentence_for(std::size_t i, const diagnostic& found, const std::string& all) const {
    static const std::regex single_quotes("'[^'\\\\]{2,}'"), comma("\\bfor ?\\([^;]*,[^;]*(,[^;]*)?$"),
        decimals("[-+*/] ?\\d+,\\d+ ?[-+*/;]");
    if (found.severity != "warning") {
      if (minds_types(found.words) && std::regex_search(found.before + found.source, single_quotes))
        return "A text stands between double quotes: \"FCIG\". Single quotes are for one letter.";
      if (std::regex_search(found.words, std::regex("read.only|cannot assign|no viable overloaded .=.")) &&
          stores_in_condition(found))
        return translate("suggest parentheses around assignment");
      if (std::regex_search(found.words, std::regex("expected .;.")) && std::regex_search(found.before, comma))
        return "The three parts between the brackets of a for are divided by semicolons: for (int t = 0; t < n; ++t).";
      if (minds_types(found.words) && std::regex_search(found.before + found.source, decimals))
        return translate("left operand of comma operator has no effect");
      if (const std::string missing = missing_times(i); !missing.empty()) return missing;
      if (std::regex_search(found.before, std::regex("[-+*/(=] ?\\[[^\\]]*$")))
        return "Square brackets do not group a formula in C++. Write round brackets: a * (b - c).";
    }
    if (const std::string foreign = foreign_function(found.words, about_.group, about_.names); !foreign.empty())
      return foreign;
    if (const std::string ended = ended_loop(found); !ended.empty()) return ended;
    // clang++ names the sign only by its place.
    if (found.source.rfind("^", 0) == 0 && found.words.rfind("invalid operands", 0) == 0)
      return translate("no match for 'operator^'");
    std::string sentence = translate(found.words);
    if (sentence.empty()) sentence = translate(without_foreign_guess(all));
    if (std::regex_search(found.words, std::regex("numeric literal|invalid suffix")) && said_power(i))
      sentence += " Also, ^ is not a power in C++: write x.square() or std::pow(a, 2).";
    return sentence;
  }

  /// A loop's variable that is used where the loop has ended already, in the same function.
  std::string ended_loop(const diagnostic& where) const {
    static const std::regex unknown("'(\\w+)' was not declared|use of undeclared identifier '(\\w+)'");
    std::smatch found;
    if (!std::regex_search(where.words, found, unknown)) return "";
    const std::string name = found[1].matched ? found[1] : found[2];
    const std::regex head("for ?\\([^;)]*\\b" + name + " ?=");
    bool looped = false;
    for (const source_line& line : source_lines(about_.code, {1, where.line})) {
      if (line.code.rfind("inline", 0) == 0) looped = false;
      looped = looped || std::regex_search(line.code, head);
    }
    if (!looped) return "";
    return text(
        name,
        " is known only inside of its loop, which has ended here. Is there a ; (a semicolon) directly behind the "
        "round brackets of the for, or are curly brackets { } missing around what belongs to the loop?");
  }

  bool said_power(std::size_t i) const {
    static const std::regex power("\\^ *\\d");
    return at_[i] + 1 < lines_.size() && std::regex_search(lines_[at_[i] + 1], power);
  }

  /// Two things side by side, as a formula on paper writes a product: the compiler expects a semicolon between them,
  /// and may first mind the type of what stands in front.
  std::string missing_times(std::size_t i) const {
    static const std::regex semicolon("expected (',' or )?';'");
    static const std::regex factor("^\\s*([A-Za-z_]\\w*|\\d[\\w.]*)");
    static const std::set<std::string> begins_something_else = {
        "return",  "for",   "if",     "while",    "else",   "do",     "break",  "continue", "const", "auto",
        "image",   "curve", "int",    "features", "scalar", "double", "float",  "bool",     "todo",  "layer",
        "moments", "throw", "switch", "case",     "using",  "struct", "static", "inline"};
    if (!std::regex_search(all_[i].words, semicolon) && !minds_types(all_[i].words)) return "";
    for (std::size_t j = i; j < all_.size(); ++j) {
      std::smatch found;
      if (all_[j].line == all_[i].line && all_[j].file == all_[i].file && std::regex_search(all_[j].words, semicolon) &&
          std::regex_search(all_[j].source, found, factor) && begins_something_else.count(found[1]) == 0 &&
          !begins_line(all_[j]))
        return text("Is a * missing in front of ", std::string(found[1]),
                    "? C++ wants every multiplication written out, and every statement ended by a semicolon.");
    }
    return "";
  }

  const compiled_file& about_;
  std::vector<std::string> lines_;
  std::vector<diagnostic> all_;
  std::vector<std::size_t> at_;  // the line of each
};

}  // namespace

std::string compile_complaint::in_words(const std::string& file_name) const {
  std::string words = file_name;
  if (line > 0) words += text(":", line, ":", column);
  words += ": " + compiler;
  if (!sentence.empty()) words += (compiler.empty() ? "" : "\n") + sentence;
  return words;
}

compile_complaint first_complaint(const std::string& output, const compiled_file& about) {
  const log_reader log(output, about);
  for (const char* severity : {"error", "fatal error"})
    if (const auto found = log.of(severity); !found.empty()) return found.front();
  auto warnings = log.of("warning");
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
  auto warnings = log_reader(output, about).of("warning");
  warnings.erase(std::remove_if(warnings.begin(), warnings.end(), [](const auto& one) { return one.line <= 0; }),
                 warnings.end());
  std::stable_partition(warnings.begin(), warnings.end(), [](const auto& one) { return !one.sentence.empty(); });
  return warnings;
}

}  // namespace lab
