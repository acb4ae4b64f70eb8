#pragma once

#include <any>
#include <map>
#include <string>

namespace lab {

/// The functions of solutions/ by name, each as the std::function of its signature: what a page draws with where a
/// student has nothing yet.
inline std::map<std::string, std::any>& lent_functions() {
  static std::map<std::string, std::any> all;
  return all;
}

}  // namespace lab
