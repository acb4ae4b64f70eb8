#pragma once

#include <map>
#include <string>

namespace lab {

/// The formula of each exercise that is one, by the name of its function.
inline std::map<std::string, std::string>& all_formulas() {
  static std::map<std::string, std::string> all;
  return all;
}

/// `inline const lab::known_formula sgd_step_formula("sgd_step", "parameters - learning_rate * gradient");`: answers
/// are compared with what this gives when something in it is missing, turned or swapped.
struct known_formula {
  known_formula(const std::string& function, const std::string& words) { all_formulas()[function] = words; }
};

}  // namespace lab
