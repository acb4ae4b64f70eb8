#pragma once

#include <map>
#include <string>
#include <vector>

namespace lab {

/// What is known of an exercise function from its line in the registry.
struct exercise_info {
  std::string id, function, group, signature;
  std::vector<std::string> parameters;
};

/// Every exercise function that has a registry line in this program, by name.
inline std::map<std::string, exercise_info>& all_exercises() {
  static std::map<std::string, exercise_info> all;
  return all;
}

/// Reads parameter names out of the text of a signature: "image(const image& x0, int t)" gives x0, t.
inline std::vector<std::string> parameter_names(const std::string& signature) {
  std::vector<std::string> names;
  const std::size_t open = signature.find('('), close = signature.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return names;
  std::string part;
  int depth = 0;
  for (const char c : signature.substr(open + 1, close - open - 1) + ",") {
    depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
    if (c != ',' || depth > 0) {
      part += c;
      continue;
    }
    names.push_back(part.substr(part.find_last_of(" &*>") + 1));
    part.clear();
  }
  return names;
}

/// "1_forward/noising" from ".../tools/suites/1_forward/noising.registry.hpp".
inline std::string group_of(const std::string& registry_file) {
  const std::size_t name = registry_file.rfind('/');
  const std::size_t module = registry_file.rfind('/', name - 1);
  return registry_file.substr(module + 1, registry_file.find('.', name) - module - 1);
}

}  // namespace lab
