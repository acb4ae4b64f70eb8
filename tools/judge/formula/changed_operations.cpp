#include <map>

#include "judge/formula/change.hpp"
#include "judge/text.hpp"

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

std::vector<change> changed_functions(const expression& part, const formula_at_work&) {
  struct other {
    const char *is, *becomes, *reason;
    bool likely;
  };
  static const other others[] = {
      {"log10", "log", "the natural logarithm std::log is used instead of std::log10", true},
      {"log", "log10", "the logarithm to base 10, std::log10, is used instead of the natural one, std::log", true},
      {"sin", "cos", "the cosine stands where the sine belongs", true},
      {"cos", "sin", "the sine stands where the cosine belongs", true},
      {"min", "max", "max and min are swapped: the larger is taken where the smaller belongs", true},
      {"max", "min", "min and max are swapped: the smaller is taken where the larger belongs", true},
      {"mean", "sum", "the sum is taken instead of the mean: it is not divided by the number of pixels", true},
      {"mean", "largest", "the largest is taken instead of the mean", false},
      {"size", "rows", "it takes the number of rows instead of the number of all pixels", true},
      {"size", "cols", "it takes the number of columns instead of the number of all pixels", true},
      {"cols", "rows", "it takes the number of rows instead of the number of columns", true},
      {"cols", "size", "it takes the number of all values, size(), instead of the number of columns", false},
      {"row_max", "largest", "the maximum of the whole table is taken instead of the maximum of each row", true},
      {"row_max", "column_max", "the maximum of each column is taken instead of each row", true},
      {"row_max", "row_min", "the smallest number of the row is taken instead of the largest", true},
      {"row_max", "row_mean", "the mean of the row is taken instead of its largest number", true},
      {"row_max", "row_sum", "the sum of the row is taken instead of its largest number", false},
      {"row_sum", "sum", "the sum of the whole table is taken instead of the sum of each row", true},
      {"row_sum", "column_sum", "the sum of each column is taken instead of each row", true},
      {"row_sum", "row_max", "the largest number of the row is taken instead of the sum", true},
      {"row_sum", "row_mean", "the mean of the row is taken instead of the sum", true},
      {"group_mean", "row_mean", "the mean of each channel is taken instead of the mean of its group", true},
      {"group_mean", "mean", "the mean of all channels is taken instead of the mean of each group", true},
      {"running_product", "running_sum", "they are added up instead of multiplied: a sum instead of a running product",
       true},
      {"first", "last", "the last one stands where the first belongs", true},
      {"last", "first", "the first one stands where the last belongs", true},
  };
  std::vector<change> all;
  if (part.parts.empty()) return all;
  for (const other& one : others)
    if (part.word == one.is) {
      expression made{one.becomes, part.parts};
      if (made.word != "group_mean" && part.word == "group_mean") made.parts.resize(1);
      all.push_back({made, one.reason, one.likely});
    }
  if (part.word == "min" || part.word == "max") {
    all.push_back({part.parts[0], text("the limit ", in_words(part.parts[1]), " is missing"), true});
    all.push_back({part.parts[1], text("only the limit ", in_words(part.parts[1]), " is left"), false});
  }
  for (const char* dropped : {"exp", "log10", "log", "sin", "cos", "transpose", "running_product", "previous", "abs"})
    if (part.word == dropped) all.push_back({part.parts[0], text(dropped, " is left out, it is missing"), true});
  if (part.word == "exp")
    all.push_back({{"pow", {{"10", {}}, part.parts[0]}}, "a power of 10 is taken instead of e", false});
  if (part.word == "from_0") {
    all.push_back({{"+", {part, one()}}, "it is counted from 1 instead of from 0", true});
    all.push_back({{"-", {part, one()}}, "it is one place too low, counted from -1", false});
    all.push_back({call("backwards", part), "it is counted backwards, the order is reversed", true});
  }
  if (part.word == "matrix_product") {
    const expression &a = part.parts[0], &b = part.parts[1];
    all.push_back(
        {{"*", {a, b}}, "the tables are multiplied number by number: the matrix product needs .matrix()", true});
    all.push_back(
        {{"matrix_product", {b, a}}, "the two sides of the matrix product are swapped: the order matters", true});
    all.push_back({{"matrix_product", {call("transpose", a), b}}, "the left table is transposed, turned over", true});
    all.push_back({{"matrix_product", {a, call("transpose", b)}}, "the right table is transposed, turned over", true});
    if (b.word == "transpose") {
      all.push_back({{"matrix_product", {call("transpose", a), b.parts[0]}},
                     "the left table is transposed instead of the right one",
                     true});
      all.push_back({{"matrix_product", {b.parts[0], call("transpose", a)}},
                     "the two sides of the matrix product are swapped",
                     true});
      all.push_back({{"*", {a, b.parts[0]}},
                     "the tables are multiplied number by number: the matrix product needs .matrix()",
                     true});
    }
  }
  // Two functions of one value, in the other order.
  if (part.parts.size() == 1 && part.parts[0].parts.size() == 1 && part.word != "neg" && part.parts[0].word != "neg" &&
      part.word != part.parts[0].word)
    all.push_back({call(part.parts[0].word, call(part.word, part.parts[0].parts[0])),
                   text(part.word, " and ", part.parts[0].word, " are taken in the wrong order"), true});
  return all;
}

}  // namespace lab
