#include "judge/formula/change.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

expression call(const std::string& function, const expression& of) { return {function, {of}}; }
expression one() { return {"1", {}}; }

}  // namespace

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
  if (part.word == "group_mean")
    all.push_back({{"group_total", part.parts},
                   "the means of the channels are added up and not divided by their number, in_group",
                   true});
  for (const char* of_each : {"square", "abs", "exp", "log", "sqrt"})
    if (part.word == of_each && part.parts[0].is_operator()) {
      const expression& inner = part.parts[0];
      all.push_back(
          {{inner.word, {call(of_each, inner.parts[0]), call(of_each, inner.parts[1])}},
           text(of_each, " is taken of each before they are combined: brackets are missing, or the order is wrong"),
           true});
    }
  const auto takes_a_formula = [](const expression& e) {
    return e.parts.size() == 1 && (e.word == "log10" || e.word == "log" || e.word == "exp");
  };
  if (part.word == "*" && takes_a_formula(part.parts[1])) {
    const expression &factor = part.parts[0], &of = part.parts[1];
    all.push_back({call(of.word, {"*", {factor, of.parts[0]}}),
                   text("the factor ", in_words(factor), " stands inside of ", of.word, "() instead of in front of it"),
                   true});
  }
  if (takes_a_formula(part) && part.parts[0].word == "/")
    all.push_back({{"/", {call(part.word, part.parts[0].parts[0]), part.parts[0].parts[1]}},
                   text("the division stands outside of ", part.word, "(): a bracket is closed too early"),
                   true});
  // Two functions of one value, in the other order.
  if (part.parts.size() == 1 && part.parts[0].parts.size() == 1 && part.word != "neg" && part.parts[0].word != "neg" &&
      part.word != part.parts[0].word)
    all.push_back({call(part.parts[0].word, call(part.word, part.parts[0].parts[0])),
                   text(part.word, " and ", part.parts[0].word, " are taken in the wrong order"), true});
  return all;
}

}  // namespace lab
