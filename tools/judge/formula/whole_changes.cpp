#include <functional>
#include <optional>
#include <utility>

#include "judge/formula/mistakes.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

/// The same change wherever a part is met, in all lines.
formula everywhere(formula all, const std::function<std::optional<expression>(const expression&)>& changed) {
  const std::function<void(expression&)> walk = [&](expression& part) {
    for (expression& inner : part.parts) walk(inner);
    if (auto made = changed(part)) part = std::move(*made);
  };
  for (definition& line : all.lines) walk(line.body);
  return all;
}

bool is_clipped(const expression& e) { return e.word == "min" && e.parts[0].word == "max"; }

expression number_in_words(const std::string& words) {
  return words[0] == '-' ? expression{"neg", {{words.substr(1), {}}}} : expression{words, {}};
}

expression clipped(const expression& what, const expression& low, const expression& high) {
  return {"min", {{"max", {what, low}}, high}};
}

constexpr std::pair<const char*, const char*> usual_limits[] = {{"-1", "1"}, {"0", "1"}, {"0", "255"}};

}  // namespace

void other_limits(const formula_at_work& right, std::vector<wrong_formula>& all) {
  for (const auto& [low, high] : usual_limits) {
    const auto limited = [&, &l = low, &h = high](const expression& e) -> std::optional<expression> {
      if (!is_clipped(e)) return std::nullopt;
      return clipped(e.parts[0].parts[0], number_in_words(l), number_in_words(h));
    };
    if (formula made = everywhere(right.all, limited); !(made == right.all))
      all.push_back(
          {std::move(made), text("the limits are ", low, " and ", high, " instead of those of this exercise")});
  }
}

void change_everywhere(const formula_at_work& right, std::vector<wrong_formula>& all) {
  const formula& f = right.all;
  const auto say = [&](formula made, const std::string& sentence) { all.push_back({std::move(made), sentence}); };
  say(everywhere(f, [](const expression& e) { return e.word == "sqrt" ? std::optional(e.parts[0]) : std::nullopt; }),
      "the square roots are missing, all of them");
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

void return_another(const formula_at_work& right, std::vector<wrong_formula>& all) {
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
    if (!at.empty() && !part.parts.empty())
      say(part, text("only ", in_words(part), " is returned, the rest is left out"));
  });
  for (std::size_t i = 0; i + 1 < f.lines.size(); ++i)
    if (f.lines[i].parameter.empty())
      say({f.lines[i].name, {}}, text(f.lines[i].name, " is returned, one step too early"));
  say({"neg", {result}}, "the sign of the whole result is turned");
  for (const auto& [low, high] : usual_limits)
    for (std::size_t i = 0; i < f.lines.size(); ++i) {
      if (!f.lines[i].parameter.empty()) continue;
      formula other = f;
      other.lines[i].body = clipped(other.lines[i].body, number_in_words(low), number_in_words(high));
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

}  // namespace lab
