#include "judge/formula/mistakes.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <regex>
#include <set>
#include <utility>

#include "messages/text.hpp"

namespace lab {
namespace {

/// One change at one place of a formula.
struct edit {
  std::size_t line;
  path at;
  expression made;
  std::string sentence;
  bool likely;
};

expression& part_at(expression& whole, const path& at) {
  expression* part = &whole;
  for (const std::size_t i : at) part = &part->parts[i];
  return *part;
}

/// Whether a formula has functions in it that only formulas of the judge know: from_0, row_max.
bool is_in_own_words(const expression& one) {
  static const std::set<std::string> known = {"sqrt", "exp",    "log",  "log10", "sin",       "cos",
                                              "abs",  "square", "pow",  "min",   "max",       "mean",
                                              "sum",  "size",   "rows", "cols",  "transpose", "neg"};
  if (!one.parts.empty() && !one.is_operator() && known.count(one.word) == 0) return true;
  return std::any_of(one.parts.begin(), one.parts.end(), is_in_own_words);
}

/// Those functions as one says them.
std::string for_people(std::string sentence) {
  static const std::pair<std::regex, const char*> said[] = {
      {std::regex("row_max\\((\\w+)\\)"), "the largest of each row of $1"},
      {std::regex("row_sum\\((\\w+)\\)"), "the sum of each row of $1"},
      {std::regex("group_mean\\((\\w+), \\w+\\)"), "the mean of each group of $1"},
      {std::regex("from_0\\((\\w+)\\)"), "0, 1, 2, ..."},
      {std::regex("running_product\\((\\w+)\\)"), "the running product of $1"},
      {std::regex("matrix_product\\((\\w+), transpose\\((\\w+)\\)\\)"),
       "the matrix product of $1 and the transposed $2"},
      {std::regex("matrix_product\\((\\w+), (\\w+)\\)"), "the matrix product of $1 and $2"},
      {std::regex("previous\\((\\w+)\\)"), "$1 of the step before"}};
  for (const auto& [pattern, words] : said) sentence = std::regex_replace(sentence, pattern, words);
  return sentence;
}

/// "a square root is missing: 1 - alpha_bar stands where sqrt(1 - alpha_bar) belongs".
std::string sentence_of(const std::string& reason, const expression& made, const expression& right) {
  constexpr std::size_t longest = 72;
  const std::string is = in_words(made), should = in_words(right);
  if (is.size() > longest || should.size() > longest || is_in_own_words(made) || is_in_own_words(right)) return reason;
  return text(reason, ": ", is, " stands where ", should, " belongs");
}

/// Of a name or a number: what it stands in says more.
std::string sentence_around(const change& one, const expression& part, expression whole, const path& at) {
  expression around = part_at(whole, {at.begin(), at.end() - 1}), wrong = around;
  wrong.parts[at.back()] = one.made;
  return sentence_of(text(one.reason, ", ", in_words(one.made), " for ", in_words(part)), wrong, around);
}

std::vector<edit> edits_of(const formula_at_work& right) {
  std::vector<edit> all;
  for (std::size_t line = 0; line < right.all.lines.size(); ++line) {
    const expression& body = right.all.lines[line].body;
    visit_parts(body, {}, [&](const expression& part, const path& at) {
      for (change& one : changes_of(part, right)) {
        std::string sentence = part.parts.empty() && !at.empty() ? sentence_around(one, part, body, at)
                                                                 : sentence_of(one.reason, one.made, part);
        all.push_back({line, at, std::move(one.made), std::move(sentence), one.likely});
      }
    });
    for (int pair = 0; pair < bracket_pairs(body); ++pair) {
      expression made = parse_expression(in_words(body, pair));
      if (made == body) continue;
      std::string sentence = sentence_of("brackets are missing", made, body);
      all.push_back({line, {}, std::move(made), std::move(sentence), true});
    }
  }
  return all;
}

formula with(formula all, const edit& one) {
  part_at(all.lines[one.line].body, one.at) = one.made;
  return all;
}

}  // namespace

bool gives(const formula& one, const surroundings& given, const std::vector<double>& got, double tolerance) {
  try {
    const image value = value_of(one, given);
    if (value.size() != static_cast<Eigen::Index>(got.size())) return false;
    bool finite = false;
    for (std::size_t i = 0; i < got.size(); ++i) {
      const double mine = value.data()[i];
      if (std::isfinite(mine) && std::isfinite(got[i])) {
        if (!(std::abs(mine - got[i]) <= tolerance * (1 + std::abs(mine)))) return false;
        finite = true;
      } else if (std::isfinite(mine) || std::isfinite(got[i])) {
        return false;
      }
    }
    // Nothing but NaN says nothing; an infinity has a sign.
    return finite || (got.size() == 1 && std::isinf(got[0]) && value(0, 0) == got[0]);
  } catch (const std::exception&) {
    return false;
  }
}

namespace {

/// What people do most stands first: where two give the same numbers, the first is told.
std::vector<wrong_formula> wrong_formulas(const formula& right, const surroundings& given) {
  const formula_at_work at_work{right, with_definitions(right, given)};
  std::vector<wrong_formula> all;
  other_limits(at_work, all);
  const std::vector<edit> edits = edits_of(at_work);
  const auto add = [&](bool likely) {
    for (const edit& one : edits)
      if (one.likely == likely) all.push_back({with(right, one), one.sentence});
  };
  add(true);
  change_everywhere(at_work, all);
  add(false);
  return_another(at_work, all);
  return all;
}

/// One number everywhere says as little as NaN does: much gives it.
bool all_alike(const std::vector<double>& got) {
  return got.empty() ||
         (got.size() > 1 && std::all_of(got.begin(), got.end(), [&](double one) { return one == got[0]; })) ||
         (got.size() == 1 && got[0] == 0);
}

}  // namespace

std::string mistake_that_gives(const std::vector<double>& got, const formula& right, const surroundings& given) {
  if (all_alike(got) || gives(right, given, got)) return "";
  for (const wrong_formula& one : wrong_formulas(right, given))
    if (gives(one.all, given, got)) return for_people(one.sentence);
  int pairs = 6000;  // a tenth of a second of the longest formula; most have fewer
  for (const edit& one : edits_of({right, with_definitions(right, given)})) {
    if (!one.likely || pairs <= 0) continue;
    const formula changed = with(right, one);
    try {
      for (const edit& other : edits_of({changed, with_definitions(changed, given)}))
        if (other.likely && pairs-- > 0 && gives(with(changed, other), given, got))
          return for_people(text(one.sentence, "; and ", other.sentence));
    } catch (const std::exception&) {  // one that fits nowhere: sizes
    }
  }
  return "";
}

}  // namespace lab
