#pragma once

#include <map>
#include <string>
#include <vector>

#include "messages/parameter_names.hpp"

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

/// "1_forward/noising" from ".../tools/suites/1_forward/noising.registry.hpp".
inline std::string group_of(const std::string& registry_file) {
  const std::size_t name = registry_file.rfind('/');
  const std::size_t module = registry_file.rfind('/', name - 1);
  return registry_file.substr(module + 1, registry_file.find('.', name) - module - 1);
}

}  // namespace lab
