#include "messages/slips/statements.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace lab {
namespace {

/// Reads a body letter by letter and keeps what the letter stands in.
class statement_reader {
 public:
  explicit statement_reader(const source_function& function) {
    for (const source_line& line : function.body) {
      for (const char c : line.code + "\n") {
        text_ += c;
        lines_.push_back(line.number);
      }
    }
  }

  std::vector<source_statement> all() {
    while (skip_space()) {
      if (text_[at_] == '{') {
        ++at_;
        open_.push_back({"", true});
      } else if (text_[at_] == '}') {
        ++at_;
        while (!open_.empty() && !open_.back().braces) open_.pop_back();
        if (!open_.empty()) open_.pop_back();
        end_of_statement();
      } else if (const std::string word = word_here(); word == "for" || word == "while" || word == "if") {
        const std::size_t begin = at_;
        at_ = text_.find('(', at_);
        if (at_ == std::string::npos) break;
        at_ = past_bracket(at_);
        open_.push_back({spaced(text_.substr(begin, at_ - begin)), false});
      } else if (word == "else" || word == "do") {
        at_ += word.size();
        open_.push_back({word, false});
      } else {
        plain();
        end_of_statement();
      }
    }
    return std::move(statements_);
  }

 private:
  struct opened {
    std::string header;
    bool braces;
  };

  bool skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size();
  }

  std::string word_here() const {
    std::size_t end = at_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_'))
      ++end;
    return text_.substr(at_, end - at_);
  }

  std::size_t past_bracket(std::size_t from) const {
    int depth = 0;
    for (std::size_t i = from; i < text_.size(); ++i) {
      depth += text_[i] == '(' || text_[i] == '{' || text_[i] == '['   ? 1
               : text_[i] == ')' || text_[i] == '}' || text_[i] == ']' ? -1
                                                                       : 0;
      if (depth == 0) return i + 1;
    }
    return text_.size();
  }

  /// Up to the semicolon; what stands between brackets, a lambda's body for one, belongs to it.
  void plain() {
    source_statement one;
    one.line = lines_[at_];
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ';' && text_[at_] != '}')
      at_ = text_[at_] == '(' || text_[at_] == '{' || text_[at_] == '[' ? past_bracket(at_) : at_ + 1;
    one.code = spaced(text_.substr(begin, at_ - begin));
    if (at_ < text_.size() && text_[at_] == ';') ++at_;
    for (const opened& around : open_)
      if (!around.header.empty()) one.inside.push_back(around.header);
    statements_.push_back(std::move(one));
  }

  /// Headers without curly brackets hold one statement.
  void end_of_statement() {
    while (!open_.empty() && !open_.back().braces) open_.pop_back();
  }

  /// Without line ends and spaces at both ends.
  static std::string spaced(const std::string& code) {
    std::string one;
    for (const char c : code) {
      const char plain = std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
      if (plain != ' ' || (!one.empty() && one.back() != ' ')) one += plain;
    }
    while (!one.empty() && one.back() == ' ') one.pop_back();
    return one;
  }

  std::string text_;
  std::vector<int> lines_;
  std::size_t at_ = 0;
  std::vector<opened> open_;
  std::vector<source_statement> statements_;
};

const char* const types =
    "(?:const )?((?:std::)?(?:image|curve|features|scalar|double|float|int|long|auto|bool|unsigned|"
    "size_t|moments|encoded|string|vector<\\w+>)|Eigen::Index)(?: const)?&? ";

}  // namespace

bool source_statement::in_loop() const {
  return std::any_of(inside.begin(), inside.end(), [](const std::string& header) {
    return header.rfind("for", 0) == 0 || header.rfind("while", 0) == 0 || header == "do";
  });
}

std::vector<source_statement> statements_of(const source_function& function) {
  return statement_reader(function).all();
}

std::vector<declared_name> declared_in(const std::string& statement) {
  static const std::regex begin("^" + std::string(types) + "(?=\\w)"), name("^\\s*(\\w+)\\s*(.*)$");
  std::smatch found;
  std::vector<declared_name> all;
  if (!std::regex_search(statement, found, begin)) return all;
  const std::string type = found[1], rest = found.suffix();
  std::string part;
  int depth = 0;
  for (const char c : rest + ",") {
    depth += c == '(' || c == '{' || c == '[' ? 1 : c == ')' || c == '}' || c == ']' ? -1 : 0;
    if (c != ',' || depth > 0) {
      part += c;
      continue;
    }
    std::smatch one;
    if (!std::regex_match(part, one, name)) break;
    std::string value = one[2];
    if (value.rfind("=", 0) == 0) value = value.substr(std::min(value.find_first_not_of(" ", 1), value.size()));
    all.push_back({type, one[1], value});
    part.clear();
  }
  return all;
}

for_header for_header_in(const std::string& header) {
  static const std::regex parts("^for ?\\( ?(?:const )?([\\w:]+) (\\w+) ?= ?([^;]*);([^;]*);([^;]*)\\)$");
  std::smatch found;
  if (!std::regex_match(header, found, parts)) return {};
  return {found[1], found[2], found[3], found[4], found[5]};
}

}  // namespace lab
