#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lab {

/// A formula as a tree. `word` is a number, a name, a function, or one of + - * / and "neg", a minus sign in front.
struct expression {
  std::string word;
  std::vector<expression> parts;

  bool is_number() const;
  bool is_name() const { return parts.empty() && !is_number(); }
  bool is_operator() const { return word.size() == 1 && parts.size() == 2; }

  friend bool operator==(const expression&, const expression&) = default;
};

/// Reads "sqrt(alpha_bar) * x0 + 1". Throws std::invalid_argument, naming the place, where it is none.
expression parse_expression(const std::string& words);

/// Writes it with the brackets that it needs. Where `without` is not negative, the pair of round brackets of that
/// number around an operation is left out, so that what is read back is another expression.
std::string in_words(const expression& one, int without = -1);

/// How many such pairs in_words() writes.
int bracket_pairs(const expression& one);

/// Where in an expression: from its top, the number of the part at each step.
using path = std::vector<std::size_t>;

/// Every part with its place, the whole first.
void visit_parts(const expression& part, const path& at,
                 const std::function<void(const expression&, const path&)>& look);

/// "s = sqrt(cumprod(1 - betas))", or "f(u) = cos(u)": a name for what later lines use.
struct definition {
  std::string name, parameter;  // of a function; empty for a value
  expression body;

  friend bool operator==(const definition&, const definition&) = default;
};

/// Definitions divided by semicolons; the last one, whose name may be left out, is the result.
struct formula {
  std::vector<definition> lines;

  friend bool operator==(const formula&, const formula&) = default;
};

formula parse_formula(const std::string& words);

}  // namespace lab
