#include "messages/linking.hpp"

#include <algorithm>
#include <regex>

#include "messages/text.hpp"

namespace lab {

namespace {

/// "file.hpp:12: " for the first line in which the function's name stands before a bracket; "file.hpp: " where none
/// does.
std::string place(const std::string& name, const std::string& code, const std::string& function) {
  const std::string plain = function.substr(function.rfind(':') == std::string::npos ? 0 : function.rfind(':') + 1);
  std::smatch found;
  if (plain.empty() || !std::regex_search(code, found, std::regex("\\b" + plain + "\\s*\\("))) return name + ": ";
  return text(name, ":", 1 + std::count(code.begin(), code.begin() + found.position(), '\n'), ": ");
}

}  // namespace

std::string link_complaint(const std::string& log, const std::string& name, const std::string& code) {
  // GNU ld and gold, then lld, then macOS's ld. Arguments stand behind the function's name.
  static const std::regex twice("(?:multiple definition of [`'\"]|duplicate symbol:? '?_?)([\\w:]+)");
  static const std::regex nowhere("(?:undefined reference to [`'\"]|undefined symbol: )([\\w:]+)");
  std::smatch found;
  if (std::regex_search(log, found, twice)) {
    const std::string function = found[1];
    if (function == "main")
      return place(name, code, function) + "main is defined twice: remove yours. The tests bring their own main.";
    return place(name, code, function) + function + " is defined twice: keep one of the two.";
  }
  if (std::regex_search(log, found, nowhere))
    return text(
        place(name, code, found[1]), std::string(found[1]),
        " is declared and never written, or written with other arguments. Write its body, with the arguments of "
        "the declaration, or remove it.");
  return "";
}

}  // namespace lab
