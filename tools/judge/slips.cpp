#include "judge/slips.hpp"

#include <functional>
#include <regex>
#include <sstream>

#include "judge/text.hpp"

namespace lab {
namespace {

/// Lines without their comments, each with its number; long ones are no code that somebody wrote by hand.
void for_each_line(const std::string& code, const std::function<void(int, const std::string&)>& look) {
  std::istringstream lines(code);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line = line.substr(0, line.find("//"));
    if (line.size() <= 500) look(number, line);
  }
}

}  // namespace

std::vector<slip> slips_in(const std::string& code) {
  static const std::regex division(R"((^|[^\w.)\]])(\d+) ?/ ?(\d+)(?![\w.]))");
  static const std::regex automatic(R"(^\s*(const )?auto&{0,2} (\w+) = .*[-+*/])");
  std::vector<slip> slips;
  for_each_line(code, [&](int number, const std::string& line) {
    std::smatch found;
    if (std::regex_search(line, found, division) && std::string(found[3]) != "0" &&
        std::stoll("0" + std::string(found[2]).substr(0, 9)) % std::stoll(std::string(found[3]).substr(0, 9)) != 0)
      slips.push_back({number, text(std::string(found[2]), " / ", std::string(found[3]),
                                    " divides whole numbers and drops what is behind the point; write ",
                                    std::string(found[2]), ".0 / ", std::string(found[3]))});
    if (std::regex_search(line, found, automatic) && line.find('[') == std::string::npos)
      slips.push_back(
          {number, text("auto ", std::string(found[2]),
                        " keeps a recipe, not its result, when arrays are combined; write image, curve or scalar")});
  });
  return slips;
}

std::vector<slip> arrays_without_size(const std::string& code) {
  static const std::regex declared(R"(^\s*(image|curve) (\w+);)");
  std::vector<slip> slips;
  for_each_line(code, [&](int number, const std::string& line) {
    std::smatch found;
    if (!std::regex_search(line, found, declared)) return;
    const std::string size = found[1] == "image" ? "(x.rows(), x.cols())" : "(x.size())";
    slips.push_back({number, text(found[1] == "image" ? "an " : "a ", std::string(found[1]),
                                  " made without a size has none, and so no place to store "
                                  "anything in; write ",
                                  std::string(found[1]), " ", std::string(found[2]), size)});
  });
  return slips;
}

}  // namespace lab
