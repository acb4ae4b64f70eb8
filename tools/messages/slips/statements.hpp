#pragma once

#include "messages/slips/source.hpp"

namespace lab {

/// One statement up to its semicolon, with what it stands in, from outside to inside: "for (int t = 0; t < n; ++t)",
/// "if (t > 0)", "else". Its code is empty where nothing stands before the semicolon.
struct source_statement {
  int line = 0;
  std::string code;
  std::vector<std::string> inside;

  bool in_loop() const;
  bool returns() const { return code == "return" || code.rfind("return ", 0) == 0 || code.rfind("return(", 0) == 0; }
};

std::vector<source_statement> statements_of(const source_function& function);

/// A variable that a statement declares: "const scalar a = 1, b" declares two.
struct declared_name {
  std::string type, name, value;  // what it is begun with: "1", "(x.rows(), x.cols())", or nothing
};
std::vector<declared_name> declared_in(const std::string& statement);

/// The three parts of "for (int t = 0; t < n; ++t)"; empty where it is no such loop.
struct for_header {
  std::string type, variable, first, condition, step;
  explicit operator bool() const { return !variable.empty(); }
};
for_header for_header_in(const std::string& header);

}  // namespace lab
