#include "judge/formula/expression.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "messages/text.hpp"

namespace lab {
namespace {

/// Recursive descent: sums of products of signed factors.
class reader {
 public:
  explicit reader(const std::string& words) : words_(words) {}

  expression all() {
    expression whole = sum();
    if (skip() != '\0') fail();
    return whole;
  }

 private:
  char skip() {
    while (at_ < words_.size() && words_[at_] == ' ') ++at_;
    return at_ < words_.size() ? words_[at_] : '\0';
  }

  [[noreturn]] void fail() const { throw std::invalid_argument(text("formula: ", words_, ": wrong at place ", at_)); }

  void expect(char c) {
    if (skip() != c) fail();
    ++at_;
  }

  expression sum() {
    expression left = product();
    for (char c = skip(); c == '+' || c == '-'; c = skip()) {
      ++at_;
      expression right = product();
      left = {std::string(1, c), {left, right}};
    }
    return left;
  }

  expression product() {
    expression left = factor();
    for (char c = skip(); c == '*' || c == '/'; c = skip()) {
      ++at_;
      expression right = factor();
      left = {std::string(1, c), {left, right}};
    }
    return left;
  }

  expression factor() {
    const char c = skip();
    if (c == '-') {
      ++at_;
      return {"neg", {factor()}};
    }
    if (c == '(') {
      ++at_;
      expression inner = sum();
      expect(')');
      return inner;
    }
    std::string word;
    while (at_ < words_.size() &&
           (std::isalnum(static_cast<unsigned char>(words_[at_])) != 0 || words_[at_] == '_' || words_[at_] == '.'))
      word += words_[at_++];
    if (word.empty()) fail();
    expression one{word, {}};
    if (skip() != '(') return one;
    do {
      ++at_;
      one.parts.push_back(sum());
    } while (skip() == ',');
    expect(')');
    return one;
  }

  const std::string& words_;
  std::size_t at_ = 0;
};

int rank(const expression& one) {
  if (one.word == "+" || one.word == "-") return 1;
  if (one.word == "*" || one.word == "/") return 2;
  return one.word == "neg" ? 3 : 4;
}

/// Writes into `words`, counting the pairs of brackets on the way.
void write(const expression& one, int without, int& pairs, std::string& words) {
  const auto bracketed = [&](const expression& part, bool needed) {
    const bool written = needed && pairs++ != without;
    words += written ? "(" : "";
    write(part, without, pairs, words);
    words += written ? ")" : "";
  };
  if (one.is_operator()) {
    const int mine = rank(one);
    bracketed(one.parts[0], rank(one.parts[0]) < mine);
    words += " " + one.word + " ";
    const bool same = rank(one.parts[1]) == mine && (one.word == "-" || one.word == "/");
    bracketed(one.parts[1], rank(one.parts[1]) < mine || same);
  } else if (one.word == "neg") {
    words += "-";
    bracketed(one.parts[0], rank(one.parts[0]) < 3);
  } else {
    words += one.word;
    for (std::size_t i = 0; i < one.parts.size(); ++i) {
      words += i == 0 ? "(" : ", ";
      write(one.parts[i], without, pairs, words);
    }
    words += one.parts.empty() ? "" : ")";
  }
}

}  // namespace

bool expression::is_number() const {
  return parts.empty() && !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
}

expression parse_expression(const std::string& words) { return reader(words).all(); }

std::string in_words(const expression& one, int without) {
  int pairs = 0;
  std::string words;
  write(one, without, pairs, words);
  return words;
}

int bracket_pairs(const expression& one) {
  int pairs = 0;
  std::string words;
  write(one, -1, pairs, words);
  return pairs;
}

void visit_parts(const expression& part, const path& at,
                 const std::function<void(const expression&, const path&)>& look) {
  look(part, at);
  for (std::size_t i = 0; i < part.parts.size(); ++i) {
    path inner = at;
    inner.push_back(i);
    visit_parts(part.parts[i], inner, look);
  }
}

formula parse_formula(const std::string& words) {
  formula all;
  for (std::size_t begin = 0; begin < words.size();) {
    const std::size_t end = std::min(words.find(';', begin), words.size());
    const std::string line = words.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) {
      all.lines.push_back({"", "", parse_expression(line)});
      continue;
    }
    const expression head = parse_expression(line.substr(0, equals));
    all.lines.push_back(
        {head.word, head.parts.empty() ? "" : head.parts[0].word, parse_expression(line.substr(equals + 1))});
  }
  return all;
}

}  // namespace lab
