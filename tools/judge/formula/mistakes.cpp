#include "judge/formula/mistakes.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>

#include "judge/text.hpp"

namespace lab {
namespace {

using path = std::vector<std::size_t>;

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

void visit_parts(const expression& part, const path& at,
                 const std::function<void(const expression&, const path&)>& look) {
  look(part, at);
  for (std::size_t i = 0; i < part.parts.size(); ++i) {
    path inner = at;
    inner.push_back(i);
    visit_parts(part.parts[i], inner, look);
  }
}

/// "a square root is missing: 1 - alpha_bar stands where sqrt(1 - alpha_bar) belongs".
std::string sentence_of(const std::string& reason, const expression& made, const expression& right) {
  constexpr std::size_t longest = 72;
  const std::string is = in_words(made), should = in_words(right);
  if (is.size() > longest || should.size() > longest) return reason;
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

/// The same change wherever a part is met, in all lines.
formula everywhere(formula all, const std::function<std::optional<expression>(const expression&)>& changed) {
  const std::function<void(expression&)> walk = [&](expression& part) {
    for (expression& inner : part.parts) walk(inner);
    if (auto made = changed(part)) part = std::move(*made);
  };
  for (definition& line : all.lines) walk(line.body);
  return all;
}

/// What changes more than one place.
void widespread(const formula_at_work& right, std::vector<wrong_formula>& all) {
  const formula& f = right.all;
  const auto say = [&](formula made, const std::string& sentence) { all.push_back({std::move(made), sentence}); };
  say(everywhere(f, [](const expression& e) { return e.word == "sqrt" ? std::optional(e.parts[0]) : std::nullopt; }),
      "the square roots are missing, all of them");
  say(everywhere(f,
                 [](const expression& e) -> std::optional<expression> {
                   if (e.parts.size() != 2 || (e.word != "min" && e.word != "max")) return std::nullopt;
                   return expression{e.word == "min" ? "max" : "min", e.parts};
                 }),
      "max and min are swapped: x.max(0.0) takes the larger of each value and 0, x.min(1.0) the smaller");
  say(everywhere(f,
                 [](const expression& e) -> std::optional<expression> {
                   if (e.word != "sin" && e.word != "cos") return std::nullopt;
                   const expression radians{"/", {{"*", {e.parts[0], {"3.141592653589793", {}}}}, {"180", {}}}};
                   return expression{e.word, {radians}};
                 }),
      "the angle is turned from degrees into radians (pi / 180), which it is already");
  const auto& values = right.known.values;
  for (const auto& [one, value] : values)
    for (const auto& [other, its] : values) {
      if (one == other || value.rows() != its.rows() || value.cols() != its.cols()) continue;
      const auto renamed = [&, a = one, b = other](bool both) {
        return everywhere(f, [&](const expression& e) -> std::optional<expression> {
          if (e.is_name() && e.word == a) return expression{b, {}};
          if (both && e.is_name() && e.word == b) return expression{a, {}};
          return std::nullopt;
        });
      };
      if (one < other) say(renamed(true), text(one, " and ", other, " are swapped"));
      say(renamed(false), text(other, " stands wherever ", one, " belongs"));
    }
  for (const auto& [name, value] : values)
    for (const char* made : {"1 - x", "sqrt(x)", "-x", "x + 1", "x - 1", "square(x)"}) {
      const expression shape = parse_expression(made);
      const auto instead = [&, n = name](const expression& e) -> std::optional<expression> {
        if (!e.is_name() || e.word != n) return std::nullopt;
        expression filled = shape;
        for (expression& part : filled.parts)
          if (part.word == "x") part = e;
        return filled;
      };
      std::string words = made;
      words.replace(words.find('x'), 1, name);
      say(everywhere(f, instead), text(words, " stands wherever ", name, " belongs"));
    }
}

/// What is returned instead of the result.
void returned_instead(const formula_at_work& right, std::vector<wrong_formula>& all) {
  const formula& f = right.all;
  const expression& result = f.lines.back().body;
  const auto say = [&](const expression& made, const std::string& sentence) {
    formula other = f;
    other.lines.back().body = made;
    all.push_back({std::move(other), sentence});
  };
  for (const auto& [name, value] : right.known.values)
    if (value.size() > 1 || result.is_name()) say({name, {}}, text(name, " is returned as it is, unchanged"));
  visit_parts(result, {}, [&](const expression& part, const path& at) {
    if (at.size() > 0 && !part.parts.empty())
      say(part, text("only ", in_words(part), " is returned, the rest is left out"));
  });
  for (std::size_t i = 0; i + 1 < f.lines.size(); ++i)
    if (f.lines[i].parameter.empty())
      say({f.lines[i].name, {}}, text(f.lines[i].name, " is returned, one step too early"));
  say({"neg", {result}}, "the sign of the whole result is turned");
  const auto clipped = [](const expression& what, const std::string& low, const std::string& high) {
    const expression lowest = low[0] == '-' ? expression{"neg", {{low.substr(1), {}}}} : expression{low, {}};
    return expression{"min", {{"max", {what, lowest}}, {high, {}}}};
  };
  for (const auto& [low, high] : {std::pair{"-1", "1"}, {"0", "1"}, {"0", "255"}})
    for (std::size_t i = 0; i < f.lines.size(); ++i) {
      if (!f.lines[i].parameter.empty()) continue;
      formula other = f;
      other.lines[i].body = clipped(other.lines[i].body, low, high);
      all.push_back({std::move(other),
                     text(i + 1 < f.lines.size() ? f.lines[i].name : "the result", " is clipped (cut off, limited to ",
                          low, "...", high, "), which does not belong here")});
    }
  for (const auto& [name, value] : right.known.values)
    if (value.size() > 1)
      for (const char* sign : {"+", "-"})
        say({sign, {result, {name, {}}}}, text(name, sign[0] == '+' ? " is added" : " is subtracted",
                                               " once too often: does a sum begin with it instead of with zeros?"));
  for (const auto& [name, value] : right.known.values) {
    const expression it{name, {}};
    std::vector<expression> factors;
    if (value.size() == 1) {
      factors = {it, {"sqrt", {it}}, {"-", {{"1", {}}, it}}, {"sqrt", {{"-", {{"1", {}}, it}}}}};
    } else {
      for (const char* size : {"size", "rows", "cols"}) {
        factors.push_back({size, {it}});
        factors.push_back({"sqrt", {{size, {it}}}});
      }
    }
    for (const expression& factor : factors) {
      const std::string words = in_words(factor);
      say({"/", {result, factor}},
          text("it is divided by ", words, " once too often, or a factor ", words, " is missing"));
      say({"*", {result, factor}},
          text("it is multiplied by ", words, " once too often, or a division by ", words, " is missing"));
    }
  }
  say({"-", {{"1", {}}, result}}, "1 minus the result is returned");
  say({"backwards", {result}}, "the order is reversed: the last one comes first");
  say({"transpose", {result}}, "rows and columns are swapped: the result is transposed");
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

std::vector<wrong_formula> wrong_formulas(const formula& right, const surroundings& given) {
  const formula_at_work at_work{right, with_definitions(right, given)};
  std::vector<wrong_formula> all;
  widespread(at_work, all);
  for (const edit& one : edits_of(at_work)) all.push_back({with(right, one), one.sentence});
  returned_instead(at_work, all);
  return all;
}

std::vector<std::string> mistakes_that_give(const std::vector<double>& got, const formula& right,
                                            const surroundings& given) {
  constexpr std::size_t most = 3;
  // Zeros alone say as little as NaN alone: much gives them.
  if (std::all_of(got.begin(), got.end(), [](double value) { return value == 0; })) return {};
  if (gives(right, given, got)) return {};
  std::vector<std::string> sentences;
  for (const wrong_formula& one : wrong_formulas(right, given)) {
    if (sentences.size() == most) break;
    if (gives(one.all, given, got) && std::find(sentences.begin(), sentences.end(), one.sentence) == sentences.end())
      sentences.push_back(one.sentence);
  }
  if (!sentences.empty()) return sentences;
  for (const edit& one : edits_of({right, with_definitions(right, given)})) {
    if (!one.likely) continue;
    const formula changed = with(right, one);
    try {
      for (const edit& other : edits_of({changed, with_definitions(changed, given)}))
        if (other.likely && gives(with(changed, other), given, got))
          return {text(one.sentence, "; and ", other.sentence)};
    } catch (const std::exception&) {  // one that fits nowhere: sizes
    }
  }
  return {};
}

}  // namespace lab
