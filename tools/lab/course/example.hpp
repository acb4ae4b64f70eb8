#pragma once

#include <string>

#include "lab/course/signature.hpp"

namespace sfumato::lab {

/// A formula to begin with, which the author replaces: twice the first parameter that is of the type of the result,
/// else a constant. As C++, for any signature.
class example {
 public:
  example(const signature& of, const vocabulary& known);

  /// "2 * x"; with another factor, a known mistake: "x", "4 * x", "-2 * x".
  std::string formula(int factor = 2) const;
  /// The parameters of a function that computes the formula, without the names of those it does not use.
  std::string used_parameters() const;
  /// "text("2 * ", x(at.y(), at.x()))" for a message, the place being called `at`.
  std::string explained(const std::string& at) const;
  bool uses_place() const;

  /// Arguments for one test: the first size, another, and the smallest; `draw` is the name of the judge's inputs.
  std::string arguments(int size, const std::string& draw) const;

 private:
  std::string constant(const std::string& type, int factor) const;
  std::string argument(const std::string& type, int size, const std::string& draw) const;

  signature of_;
  vocabulary known_;
  std::string scaled_;  // the parameter that is doubled; empty: a constant
};

}  // namespace sfumato::lab
