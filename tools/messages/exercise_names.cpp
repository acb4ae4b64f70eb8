#include "messages/exercise_names.hpp"

#include <regex>

#include "messages/text.hpp"

namespace lab {

std::string foreign_function(const std::string& compilers_words, const std::string& group,
                             const exercise_names& names) {
  static const std::regex unknown("'(\\w+)' was not declared in this scope|undeclared identifier '(\\w+)'");
  std::smatch found;
  if (!std::regex_search(compilers_words, found, unknown)) return "";
  const std::string name = found[1].matched ? found[1] : found[2];
  const auto place = names.find(name);
  if (place == names.end()) return "";
  if (place->second.group == group)
    return text(name, " is exercise ", place->second.id, ", further down in this file; C++ reads from top to bottom.");
  return text(name, " is exercise ", place->second.id,
              ", in another file, and exercises do not see each other's functions. Write its formula here once more.");
}

std::string changed_declaration(const std::string& compilers_words, const std::string& registry) {
  static const std::string begin = "LAB_EXERCISE(";
  static const std::regex entry(R"rx(LAB_EXERCISE\("([^"]*)",\s*(\w+),\s*([^]*)\))rx");
  for (std::size_t at = registry.find(begin), next; at != std::string::npos; at = next) {
    next = registry.find(begin, at + 1);
    const std::string lines = registry.substr(at, next == std::string::npos ? next : next - at);
    std::smatch found;
    if (!std::regex_search(lines, found, entry)) continue;
    const std::string id = found[1], function = found[2];
    if (!std::regex_search(compilers_words, std::regex("\\b" + function + "\\b"))) continue;
    const std::string signature = std::regex_replace(std::string(found[3]), std::regex("\\s+"), " ");
    const std::size_t open = signature.find('(');
    return text("The function ", function, " of exercise ", id,
                " was renamed or its first line was changed. It must read: inline ", signature.substr(0, open), " ",
                function, signature.substr(open), " { ... }");
  }
  return "";
}

}  // namespace lab
