#include "judge/formula/change.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

expression call(const std::string& function, const expression& of) { return {function, {of}}; }
expression one() { return {"1", {}}; }

/// sqrt(a - b) becomes sqrt(a) - b, or 1 - sqrt(b).
void root_of_less(const expression& part, std::vector<change>& all) {
  const expression& inner = part.parts[0];
  if (!inner.is_operator()) return;
  const expression &a = inner.parts[0], &b = inner.parts[1];
  all.push_back({{inner.word, {call("sqrt", a), b}}, "the square root ends too early", false});
  all.push_back({{inner.word, {a, call("sqrt", b)}}, "the square root is taken of one part only", true});
}

}  // namespace

std::vector<change> changed_roots_and_powers(const expression& part, const formula_at_work&) {
  std::vector<change> all;
  const bool root = part.word == "sqrt";
  if (root) {
    all.push_back({part.parts[0], "a square root is missing", true});
    root_of_less(part, all);
    all.push_back({call("square", part.parts[0]), "it is squared instead of the square root taken", false});
  } else if (!part.is_number()) {
    all.push_back({call("sqrt", part), "there is a square root too many", false});
    if (part.word != "square")
      all.push_back({call("square", part), "it is squared, which does not belong there", false});
  }
  if (part.word == "square") {
    const expression& inner = part.parts[0];
    all.push_back({inner, "the square is missing, it is not squared", true});
    all.push_back({{"*", {{"2", {}}, inner}}, "it is doubled instead of squared", false});
    all.push_back({call("abs", inner), "the absolute value is taken instead of the square", false});
    all.push_back({{"pow", {inner, {"3", {}}}}, "the power is 3 instead of 2", false});
  }
  if (part.word == "pow") {
    const expression &base = part.parts[0], &power = part.parts[1];
    all.push_back({base, text("the power is missing, it is not raised to the power of ", in_words(power)), true});
    all.push_back({{"*", {base, power}}, "it is multiplied instead of raised to a power", true});
    all.push_back({{"pow", {power, base}}, "base and power are swapped", false});
    for (const char* sign : {"-", "+"})
      all.push_back(
          {{"pow", {base, {sign, {power, one()}}}}, "the power is one off: it is counted from another start", false});
  }
  if (part.is_operator() && part.parts[0].word == "sqrt")
    all.push_back(
        {call("sqrt", {part.word, {part.parts[0].parts[0], part.parts[1]}}), "the square root reaches too far", false});
  if (part.is_operator() && part.parts[1].word == "sqrt")
    all.push_back(
        {call("sqrt", {part.word, {part.parts[0], part.parts[1].parts[0]}}), "the square root reaches too far", false});
  return all;
}

std::vector<change> changed_signs_and_factors(const expression& part, const formula_at_work& where) {
  std::vector<change> all;
  if (part.word == "neg") return {{part.parts[0], "the minus sign is missing", true}};
  if (!part.is_operator()) return {};
  const expression &a = part.parts[0], &b = part.parts[1];
  const std::string left = in_words(a), right = in_words(b);
  const auto say = [&](const expression& made, const std::string& reason, bool likely = true) {
    all.push_back({made, reason, likely});
  };
  if (a.is_operator() && (a.word == "+" || a.word == "-") != (part.word == "+" || part.word == "-"))
    say({a.word, {{part.word, {a.parts[0], b}}, a.parts[1]}}, "the order is wrong, or brackets are");
  if (b.word == "*") say({"*", {{part.word, {a, b.parts[1]}}, b.parts[0]}}, "the brackets are wrong");
  if (a.is_operator()) say({a.word, {a.parts[0], {part.word, {a.parts[1], b}}}}, "the brackets are wrong");
  if (b.is_operator()) say({b.word, {{part.word, {a, b.parts[0]}}, b.parts[1]}}, "the brackets are wrong");
  if (part.word == "+") {
    say({"-", {a, b}}, text("a sign is wrong: ", right, " is subtracted instead of added"));
    say({"-", {b, a}}, text("a sign is wrong: ", left, " is subtracted instead of added"), false);
    say({"*", {a, b}}, "* stands where + belongs: it is multiplied instead of added", false);
    say(a, text(right, " is left out: it is not added"));
    say(b, text(left, " is left out: it is not added"));
    if (a.word == "*" && b.word == "*") {
      say({"+", {{"*", {b.parts[0], a.parts[1]}}, {"*", {a.parts[0], b.parts[1]}}}}, "the two weights are swapped");
      say({"+", {a, {"*", {a.parts[0], b.parts[1]}}}}, "both get the same weight");
      say({"+", {{"*", {b.parts[0], a.parts[1]}}, b}}, "both get the same weight");
    }
  }
  if (part.word == "-") {
    say({"+", {a, b}}, text("a sign is wrong: ", right, " is added instead of subtracted"));
    say({"-", {b, a}}, "the difference is the wrong way round, its sign turned");
    say({"*", {a, b}}, "* stands where - belongs: it is multiplied instead of subtracted", false);
    say({"/", {a, b}}, "/ stands where - belongs: it is divided instead of subtracted", false);
    say(a, text(right, " is left out: it is not subtracted"));
    say(b, a.is_number() ? text(left, " - is missing") : text(left, " is left out: nothing is subtracted from it"));
    if (a.word == "*" && b.word == "*") {
      say({"-", {{"*", {b.parts[0], a.parts[1]}}, {"*", {a.parts[0], b.parts[1]}}}}, "the two weights are swapped");
      say({"-", {a, {"*", {a.parts[0], b.parts[1]}}}}, "both get the same weight");
      say({"-", {{"*", {b.parts[0], a.parts[1]}}, b}}, "both get the same weight");
    }
    if (a.is_number()) say({"+", {a, b}}, "+ stands where - belongs", false);
  }
  if (part.word == "*") {
    say({"/", {a, b}}, text("it is divided by ", right, " instead of multiplied"));
    say({"/", {b, a}}, text("it is divided by ", left, " instead of multiplied"));
    say({"+", {a, b}}, "+ stands where * belongs: it is added instead of multiplied", false);
    say({"-", {a, b}}, "- stands where * belongs: it is subtracted instead of multiplied", false);
    say(a, text("the factor ", right, " is missing"));
    say(b, text("the factor ", left, " is missing"));
  }
  if (part.word == "/") {
    say({"*", {a, b}}, text("it is multiplied by ", right, " instead of divided"));
    say({"/", {b, a}}, "the ratio is upside down");
    say({"-", {a, b}}, "- stands where / belongs: it is subtracted instead of divided", false);
    say(a, text("the division by ", right, " is missing"));
    say(b, text("the division is missing: ", left, " is left out"), false);
    say({"/", {one(), b}}, text(left, " is left out"), false);
    if (is_whole(a, where.known) && is_whole(b, where.known))
      say(call("whole", part),
          text(in_words(part),
               " is a division of whole numbers (integer division), which drops what is behind the point"));
    if (a.word == "*" && is_whole(b, where.known) && is_whole(a.parts[1], where.known))
      say({"*", {a.parts[0], call("whole", {"/", {a.parts[1], b}})}},
          text(in_words({"/", {a.parts[1], b}}),
               " is a division of whole numbers (integer division), which drops what is behind the point"));
  }
  return all;
}

}  // namespace lab
