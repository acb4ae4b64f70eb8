#include "judge/worker_program.hpp"

#include <filesystem>
#include <regex>
#include <sstream>

#include "messages/text.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

/// The registry's entries under another macro's name, without its includes.
std::string entries(const std::string& registry, const char* macro) {
  std::string lines;
  std::istringstream stream(registry);
  for (std::string line; std::getline(stream, line);)
    if (line.rfind("#", 0) != 0 && !line.empty()) lines += line + "\n";
  return std::regex_replace(lines, std::regex("LAB_EXERCISE"), macro);
}

}  // namespace

std::string functions_text(const group_build& build, const std::string& registry) {
  return text("#include \"", fs::path(build.group).filename().string(), ".hpp\"\n\n", entries(registry, "LAB_OFFER"));
}

std::string server_text(const toolchain& tools, const group_build& build, const std::string& registry) {
  std::string wrong, includes;
  const std::regex entry(R"rx(LAB_EXERCISE\("[^"]*",\s*(\w+))rx");
  for (std::sregex_iterator found(registry.begin(), registry.end(), entry), end; found != end; ++found) {
    const std::string function = (*found)[1];
    const std::string header = fs::path(build.group).parent_path().string() + "/" + function + ".wrong.hpp";
    if (!build.with_wrong_variants || !fs::exists(tools.mistakes + "/" + header)) continue;
    includes += "#include \"" + header + "\"\n";
    wrong += "  add_wrong(to, wrong::" + function + ", variant);\n";
  }
  if (!includes.empty()) includes += "#include \"judge/wrong_worker.hpp\"\n";
  if (!wrong.empty()) wrong = "  const std::string variant = argument[1] ? argument[1] : \"\";\n" + wrong;
  return text(includes, entries(registry, "LAB_DECLARE"),
              "\nint main(int, char** argument) {\n  static_cast<void>(argument);\n  lab::worker to;\n",
              entries(registry, "LAB_SERVE"), wrong, "  return to.serve();\n}\n");
}

}  // namespace lab
