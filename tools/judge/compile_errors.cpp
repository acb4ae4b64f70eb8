#include "judge/compile_errors.hpp"

#include <regex>
#include <sstream>
#include <vector>

#include "judge/text.hpp"

namespace lab {
namespace {

struct translation {
  const char* pattern;  // of the compiler's words
  const char* sentence;
};

// The first that matches speaks.
const translation translations[] = {
    {"YOU_CANNOT_MIX_ARRAYS_AND_MATRICES|(no match|invalid operands).*MatrixWrapper",
     "An array (element by element) and a matrix (linear algebra) are mixed. Write a.matrix() or m.array() to change "
     "from "
     "one to the other."},
    {"YOU_MIXED_MATRICES_OF_DIFFERENT_SIZES|INVALID_MATRIX_PRODUCT|YOU_MIXED_DIFFERENT_SIZES",
     "The sizes of the two sides do not fit together. An image and a curve cannot be combined element by element."},
    {"YOU_MIXED_DIFFERENT_NUMERIC_TYPES|no type named .ReturnType.",
     "Numbers of two types (int and double, say) are mixed. Write 1.0 instead of 1, or scalar(n)."},
    {"YOU_TRIED_CALLING_A_VECTOR_METHOD_ON_A_MATRIX|THIS_METHOD_IS_ONLY_FOR_VECTORS|INVALID_ACCESS_COEFFS",
     "An image needs two indices: x0(y, x). One index is for a curve."},
    {"THIS_METHOD_IS_ONLY_FOR_ARRAYS", "This works on arrays only; write m.array() first."},
    {"no match for .operator\\^.|invalid operands .*operator\\^|invalid operands to binary expression.*\\^",
     "^ is not a power in C++. Write a * a or std::pow(a, n)."},
    {"no return statement in function returning|non-void function does not return|control reaches end of non-void",
     "The function ends without giving a result. Write return in front of it."},
    {"return-statement with no value|non-void function .* should return a value",
     "return stands alone; write what it should give back behind it."},
    {"conversion from .*(double|int).* to non-scalar type|no viable conversion from .(double|int|scalar).* to",
     "A number stands where a whole image or curve is expected. image::Constant(height, width, number) makes one."},
    {"cannot convert .*Eigen.* to .(double|int|float|scalar|const double|bool)|no viable conversion from .*Eigen.* to "
     ".(scalar|double|int)|could not convert .*Eigen.* to .(double|int)",
     "A whole image or curve stands where one number is expected. x.sum() or x.mean() make one number of it."},
    {"no matching function for call to .(sqrt|exp|log|log10|abs|pow|cos|sin)",
     "std::sqrt and its friends take one number. For a whole image or curve write x.sqrt(), x.exp(), x.log()."},
    {"no match for .operator|invalid operands to binary expression|invalid operands of types",
     "These two things cannot be combined by this operator. Are both of the type that you think, and is nothing "
     "missing "
     "(brackets after a function, an index)?"},
    {"expected .;.", "A semicolon is missing, here or at the end of the line above."},
    {"expected .\\). |expected .\\)", "A closing round bracket is missing."},
    {"expected .\\}.|at end of input|expected unqualified-id before .(return|\\}|for|if)",
     "The curly brackets do not pair: one is missing, or there is one too many."},
    {"was not declared in this scope|use of undeclared identifier|is not a member of|no member named",
     "This name is not known here. Is it misspelled, or defined only further down?"},
    {"too few arguments|too many arguments", "The function is called with the wrong number of values."},
    {"assignment of read-only|discards qualifiers|cannot assign to (variable|return value)|no viable overloaded .=.",
     "This must not be changed (it is const). Make a copy of it first: image copy = x;"},
    {"is used uninitialized|is uninitialized when used", "This variable is read before anything was stored in it."},
    {"suggest parentheses around assignment|using the result of an assignment as a condition",
     "= stores a value. To compare, write ==."},
    {"redefinition of", "This name is defined twice."},
    {"no such file|file not found", "This file is not there. An exercise needs lab.hpp and the standard library only."},
};

struct diagnostic {
  std::string file, severity, words;
  int line = 0, column = 0;
};

bool parse(const std::string& line, diagnostic& into) {
  static const std::regex pattern(R"(^(.+?):(\d{1,9}):(\d{1,9}): (fatal error|error|warning|note): (.*)$)");
  std::smatch parts;
  if (line.size() > 4000 || !std::regex_match(line, parts, pattern)) return false;
  into = {parts[1], parts[4], parts[5], std::stoi(parts[2]), std::stoi(parts[3])};
  return true;
}

/// A place in the student's file that a line of context names: "required from here", "in expansion of".
bool place_in(const std::string& line, const std::string& student_file, int& row, int& column) {
  const std::size_t at = line.find(student_file + ":");
  if (at == std::string::npos) return false;
  return std::sscanf(line.c_str() + at + student_file.size(), ":%d:%d", &row, &column) == 2;
}

/// What the function that the compiler's words mention must look like, from its entry in the registry; or "".
std::string changed_declaration(const std::string& words, const std::string& registry) {
  static const std::regex entry(R"rx(LAB_EXERCISE\("([^"]*)",\s*(\w+),\s*([^"]*))rx");
  for (std::sregex_iterator found(registry.begin(), registry.end(), entry), end; found != end; ++found) {
    const std::string id = (*found)[1], function = (*found)[2];
    if (!std::regex_search(words, std::regex("\\b" + function + "\\b"))) continue;
    const std::string rest = (*found)[3];
    const std::string own = rest.substr(0, rest.find("LAB_EXERCISE"));
    const std::string signature = std::regex_replace(own.substr(0, own.rfind(')') + 1), std::regex("\\s+"), " ");
    const std::size_t open = signature.find('(');
    return text("The function ", function, " of exercise ", id,
                " was renamed or its first line was changed. It must read: inline ", signature.substr(0, open), " ",
                function, signature.substr(open, signature.rfind(')') + 1 - open), " { ... }");
  }
  return "";
}

std::string translate(const std::string& words) {
  for (const translation& one : translations)
    if (std::regex_search(words, std::regex(one.pattern))) return one.sentence;
  return "";
}

}  // namespace

std::string compile_complaint::in_words(const std::string& file_name) const {
  std::string words = file_name;
  if (line > 0) words += text(":", line, ":", column);
  words += ": " + compiler;
  if (!sentence.empty()) words += "\n" + sentence;
  return words;
}

compile_complaint first_complaint(const std::string& output, const std::string& student_file,
                                  const std::string& registry) {
  std::vector<std::string> lines;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);

  for (const char* wanted : {"error", "fatal error", "warning"}) {
    compile_complaint complaint;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      diagnostic found;
      if (!parse(lines[i], found)) {
        // g++ tells where a template was used before it tells what is wrong with it.
        place_in(lines[i], student_file, complaint.line, complaint.column);
        continue;
      }
      if (found.severity != wanted) {
        if (found.severity != "note") complaint.line = complaint.column = 0;
        continue;
      }
      complaint.compiler = found.words;
      if (found.file == student_file) {
        complaint.line = found.line;
        complaint.column = found.column;
      }
      // clang++ tells it afterwards, in notes.
      std::string all = found.words;
      for (std::size_t j = i + 1; j < lines.size(); ++j) {
        diagnostic next;
        if (parse(lines[j], next) && next.severity != "note") break;
        all += "\n" + lines[j].substr(0, 500);
        if (complaint.line == 0) place_in(lines[j], student_file, complaint.line, complaint.column);
      }
      if (complaint.line == 0) complaint.sentence = changed_declaration(all, registry);
      if (complaint.sentence.empty()) complaint.sentence = translate(found.words);
      if (complaint.sentence.empty()) complaint.sentence = translate(all);
      return complaint;
    }
  }
  compile_complaint unknown;
  unknown.compiler = "it does not compile; the compiler's words are in the log";
  return unknown;
}

}  // namespace lab
