#include <cstdlib>
#include <regex>
#include <set>

#include "messages/slips/slips.hpp"
#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

bool is_whole_type(const std::string& type) {
  return type.find("int") != std::string::npos || type.find("size_t") != std::string::npos ||
         type.find("Index") != std::string::npos || type.find("long") != std::string::npos;
}

/// The names of whole numbers: parameters, variables, loop counters.
std::set<std::string> whole_names(const source_function& function, const std::vector<source_statement>& statements) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < function.parameters.size() && i < function.types.size(); ++i)
    if (is_whole_type(function.types[i]) && function.types[i].find('<') == std::string::npos)
      names.insert(function.parameters[i]);
  for (const source_statement& one : statements) {
    for (const declared_name& declared : declared_in(one.code))
      if (is_whole_type(declared.type)) names.insert(declared.name);
    for (const std::string& header : one.inside)
      if (const for_header loop = for_header_in(header); loop && is_whole_type(loop.type)) names.insert(loop.variable);
  }
  return names;
}

/// Whether only whole numbers and whole names stand in "i + 1".
bool is_whole(const std::string& code, const std::set<std::string>& names) {
  static const std::regex word("[A-Za-z_][\\w.]*(\\(\\))?|\\d[\\w.]*");
  bool any = false;
  for (std::sregex_iterator found(code.begin(), code.end(), word), end; found != end; ++found) {
    const std::string one = found->str();
    any = true;
    if (std::isdigit(static_cast<unsigned char>(one[0])) != 0
            ? one.find('.') != std::string::npos
            : names.count(one) == 0 && !std::regex_search(one, std::regex("\\.(size|rows|cols)\\(\\)$")))
      return false;
  }
  return any;
}

void divisions_of_whole_numbers(const source_function& function, std::vector<slip>& slips) {
  static const std::regex division(
      "(\\([\\w +\\-]+\\)|\\w[\\w.]*(?:\\(\\))?) ?/ ?(\\([\\w +\\-.]+(?:\\(\\))?[\\w +\\-]*\\)|\\w[\\w.]*(?:\\(\\))?)");
  const auto statements = statements_of(function);
  const auto names = whole_names(function, statements);
  for (const source_statement& one : statements) {
    const auto declared = declared_in(one.code);
    if (one.code.find("push_back") != std::string::npos || (!declared.empty() && is_whole_type(declared[0].type)))
      continue;
    for (std::sregex_iterator found(one.code.begin(), one.code.end(), division), end; found != end; ++found) {
      const std::string above = (*found)[1], below = (*found)[2];
      std::string before = one.code.substr(0, static_cast<std::size_t>(found->position()));
      while (!before.empty() && before.back() == ' ') before.pop_back();
      const bool begins = before.size() >= 6 && before.compare(before.size() - 6, 6, "return") == 0;
      const char last = before.empty() || begins ? ' ' : before.back();
      if (last == '*' || last == '/' || last == ')' || last == '.' ||
          std::isalnum(static_cast<unsigned char>(last)) != 0)
        continue;
      if (!is_whole(above, names) || !is_whole(below, names)) continue;
      const bool numbers = std::isdigit(static_cast<unsigned char>(above[0])) != 0 &&
                           std::isdigit(static_cast<unsigned char>(below[0])) != 0;
      if (numbers && (std::stoll("0" + below.substr(0, 9)) == 0 ||
                      std::stoll(above.substr(0, 9)) % std::stoll(below.substr(0, 9)) == 0))
        continue;
      slips.push_back(
          {one.line, text(above, " / ", below,
                          " divides whole numbers (integer division) and drops what is behind the point; write ",
                          numbers ? above + ".0" : "1.0 * " + above, " / ", below)});
      break;
    }
  }
}

/// x.max(255).min(0) leaves one number of all.
void swapped_limits(const source_line& line, std::vector<slip>& slips) {
  static const std::regex both(R"(\.(max|min)\( ?(-?[\d.]+) ?\) ?\.(max|min)\( ?(-?[\d.]+) ?\))");
  for (std::sregex_iterator found(line.code.begin(), line.code.end(), both), end; found != end; ++found) {
    const std::string first = (*found)[1], a = (*found)[2], b = (*found)[4];
    const double lowest = std::strtod((first == "max" ? a : b).c_str(), nullptr);
    const double highest = std::strtod((first == "max" ? b : a).c_str(), nullptr);
    if (first == (*found)[3] || lowest <= highest) continue;
    slips.push_back({line.number,
                     text(found->str(), " makes every number ", b, ": max and min are swapped; .max(",
                          first == "max" ? b : a, ").min(", first == "max" ? a : b, ") keeps what lies between them")});
  }
}

/// 199 in a formula is the last timestep of the lab's schedule; the tests ask for others.
void sizes_of_the_lab(const source_function& function, std::vector<slip>& slips) {
  static const std::regex number("(?:^|[^\\w.])(199|200)(?:\\.0*)?(?![\\w.])");
  std::string size;
  for (std::size_t i = 0; i < function.parameters.size() && i < function.types.size() && size.empty(); ++i) {
    if (function.parameters[i].find("timesteps") != std::string::npos) size = function.parameters[i];
    if (function.types[i].find("curve") != std::string::npos) size = function.parameters[i] + ".size()";
  }
  if (size.empty()) return;
  for (const source_statement& one : statements_of(function)) {
    std::smatch found;
    if (!std::regex_search(one.code, found, number)) continue;
    const std::string said = found[1];
    slips.push_back(
        {one.line, text(said, " fits a schedule of 200 timesteps only, and the tests use other lengths; write ", size,
                        said == "199" ? " - 1" : "")});
  }
}

/// std::pow(k, beta): a whole number raised to one that is none is seldom meant.
void turned_powers(const source_function& function, std::vector<slip>& slips) {
  static const std::regex power("std::pow\\((\\w+), ?([A-Za-z_]\\w*)\\)");
  const auto statements = statements_of(function);
  const auto names = whole_names(function, statements);
  for (const source_statement& one : statements) {
    std::smatch found;
    if (std::regex_search(one.code, found, power) && names.count(found[1]) > 0 && names.count(found[2]) == 0)
      slips.push_back({one.line, text(std::string(found[0]), " is ", std::string(found[1]), " to the power of ",
                                      std::string(found[2]), "; are the two swapped?")});
  }
}

}  // namespace

void slips_of_numbers(const source_function& function, std::vector<slip>& slips) {
  static const std::regex automatic(R"(^\s*(const )?auto&{0,2} (\w+) = .*[-+*/])");
  static const std::regex by_one(R"(([*/]) ?1(\.0*)? ?([-+]) ?(\w+))"), power(R"(\^)"), single(R"(\bfloat\b)");
  divisions_of_whole_numbers(function, slips);
  turned_powers(function, slips);
  sizes_of_the_lab(function, slips);
  for (const source_line& line : function.body) {
    std::smatch found;
    swapped_limits(line, slips);
    if (std::regex_search(line.code, found, automatic) && line.code.find('[') == std::string::npos)
      slips.push_back(
          {line.number,
           text("auto ", std::string(found[2]),
                " keeps a recipe, not its result, when arrays are combined; write image, curve or scalar")});
    if (std::regex_search(line.code, found, by_one)) {
      const std::string sign = found[1], rest = text(found[3].str(), " ", found[4].str());
      slips.push_back({line.number, text(sign, " 1 ", rest, sign == "/" ? " divides" : " multiplies",
                                         " by 1 alone; brackets are missing: ", sign, " (1 ", rest, ")")});
    }
    if (std::regex_search(line.code, power))
      slips.push_back({line.number, "^ is not a power in C++; write a * a or std::pow(a, n)"});
    if (std::regex_search(line.code, single))
      slips.push_back(
          {line.number,
           "a float keeps about seven digits, and the tests look at nine; write scalar, which keeps sixteen"});
  }
}

}  // namespace lab
