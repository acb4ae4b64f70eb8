#pragma once

#include <string>
#include <vector>

namespace lab {

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

}  // namespace lab
