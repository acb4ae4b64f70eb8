#include "judge/slips.hpp"

#include <regex>
#include <sstream>

#include "judge/text.hpp"

namespace lab {

std::vector<std::string> slips_in(const std::string& code) {
  static const std::regex division(R"((^|[^\w.)\]])(\d+) ?/ ?(\d+)(?![\w.]))");
  static const std::regex automatic(R"(^\s*(const )?auto&{0,2} (\w+) = .*[-+*/])");
  std::vector<std::string> slips;
  std::istringstream lines(code);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line = line.substr(0, line.find("//"));
    std::smatch found;
    if (line.size() > 500) continue;
    if (std::regex_search(line, found, division) && std::string(found[3]) != "0" &&
        std::stoll("0" + std::string(found[2]).substr(0, 9)) % std::stoll(std::string(found[3]).substr(0, 9)) != 0)
      slips.push_back(text("line ", number, ": ", std::string(found[2]), " / ", std::string(found[3]),
                           " divides whole numbers and drops what is behind the point; write ", std::string(found[2]),
                           ".0 / ", std::string(found[3])));
    if (std::regex_search(line, found, automatic) && line.find('[') == std::string::npos)
      slips.push_back(text("line ", number, ": auto ", std::string(found[2]),
                           " keeps a recipe, not its result, when arrays are combined; write image, curve or scalar"));
  }
  return slips;
}

}  // namespace lab
