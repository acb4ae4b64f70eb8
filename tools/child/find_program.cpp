#include "child/find_program.hpp"

#include <unistd.h>

#include <cstdlib>
#include <sstream>

namespace lab::child {

std::string find_program(const std::string& name) {
  const auto can_run = [](const std::string& path) { return access(path.c_str(), X_OK) == 0; };
  if (name.find('/') != std::string::npos) return can_run(name) ? name : "";
  const char* variable = std::getenv("PATH");
  std::istringstream folders(variable == nullptr ? "/usr/bin:/bin" : variable);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const std::string path = folder.append("/").append(name); can_run(path)) return path;
  return "";
}

}  // namespace lab::child
