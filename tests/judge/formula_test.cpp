#include <gtest/gtest.h>

#include "judge/formula/mistakes.hpp"
#include "lab_folder.hpp"
#include "messages/text.hpp"

namespace {

using lab::in_words;
using lab::parse_expression;

TEST(formula, is_read_and_written_with_the_brackets_that_it_needs) {
  for (const char* words : {"(x + 1) * 127.5", "a - (b - c)", "a / (b * c)", "-(a + b)", "sqrt(1 - alpha_bar) * noise",
                            "min(max(x, -1), 1)", "before.first + 2"})
    EXPECT_EQ(in_words(parse_expression(words)), words);
  EXPECT_EQ(in_words(parse_expression("((a * b)) + (c)")), "a * b + c");
  for (const char* words : {"", "(a", "a +", "a b", "f(a,)", "a $ b"})
    EXPECT_THROW(parse_expression(words), std::invalid_argument) << words;
}

TEST(formula, loses_one_pair_of_brackets_when_asked) {
  const auto whole = parse_expression("(a + b) * (c - d)");
  EXPECT_EQ(lab::bracket_pairs(whole), 2);
  EXPECT_EQ(in_words(whole, 0), "a + b * (c - d)");
  EXPECT_EQ(in_words(whole, 1), "(a + b) * c - d");
}

lab::surroundings some() {
  lab::surroundings given;
  given.values["x"] = image::Random(3, 4);
  given.values["noise"] = image::Random(3, 4);
  given.values["a"] = image::Constant(1, 1, 0.3);
  given.values["n"] = image::Constant(1, 1, 5);
  given.whole.insert("n");
  return given;
}

std::vector<double> numbers_of(const std::string& words, const lab::surroundings& given) {
  const image value = lab::value_of(lab::parse_formula(words), given);
  return {value.data(), value.data() + value.size()};
}

TEST(formula, has_the_value_that_it_has_on_paper) {
  const auto given = some();
  EXPECT_NEAR(numbers_of("2 * a / (1 - a)", given)[0], 0.6 / 0.7, 1e-15);
  EXPECT_EQ(numbers_of("from_0(n) + 1", given), (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers_of("running_product(from_0(n) + 1)", given), (std::vector<double>{1, 2, 6, 24, 120}));
  EXPECT_NEAR(numbers_of("half(u) = u / 2; b = half(a); b + b", given)[0], 0.3, 1e-15);
  EXPECT_THROW(numbers_of("a * nobody", given), std::exception);
  EXPECT_THROW(numbers_of("matrix_product(x, x)", given), std::exception);
}

/// What is said of an answer that comes of another formula.
std::string said_of(const std::string& wrong, const std::string& right) {
  const auto given = some();
  return lab::mistake_that_gives(numbers_of(wrong, given), lab::parse_formula(right), given);
}

TEST(formula, with_one_mistake_or_two_is_told_what_is_wrong) {
  const std::string right = "sqrt(a) * x + sqrt(1 - a) * noise";
  const struct {
    const char *wrong, *says;
  } mistakes[] = {{"sqrt(a) * x + (1 - a) * noise", "a square root is missing: 1 - a stands where sqrt(1 - a) belongs"},
                  {"sqrt(a) * x - sqrt(1 - a) * noise", "is subtracted instead of added"},
                  {"sqrt(a) * noise + sqrt(1 - a) * x", "the two weights are swapped"},
                  {"sqrt(a) * x + sqrt(1 - a) * x", "the wrong variable is used, x for noise"},
                  {"a * x + (1 - a) * noise", "the square roots are missing"},
                  {"sqrt(a) * x + (1 - sqrt(a)) * noise", "the square root is taken of one part only"},
                  {"sqrt(a) * x + noise", "the factor sqrt(1 - a) is missing"},
                  {"x", "x is returned as it is"},
                  {"a * x - sqrt(1 - a) * noise", "; and "}};
  for (const auto& one : mistakes)
    EXPECT_NE(said_of(one.wrong, right).find(one.says), std::string::npos)
        << one.wrong << ": " << said_of(one.wrong, right);
  EXPECT_EQ(said_of(right, right), "") << "what is right has no mistake";
  EXPECT_EQ(said_of("x * x * x + 0.123", right), "") << "nothing fits, so nothing is claimed";
}

TEST(formula, is_told_one_mistake_the_likeliest) {
  EXPECT_EQ(said_of("(1 - a) * noise + sqrt(a) * x", "sqrt(1 - a) * noise + sqrt(a) * x"),
            "a square root is missing: 1 - a stands where sqrt(1 - a) belongs")
      << "and not that something is squared under it";
  EXPECT_EQ(
      said_of("log10(20 * a / (1 - a))", "20 * log10(a / (1 - a))"),
      "the factor 20 stands inside of log10() instead of in front of it: log10(20 * a / (1 - a)) stands where 20 * "
      "log10(a / (1 - a)) belongs");
  EXPECT_NE(
      said_of("20 * log10(a) / (1 - a)", "20 * log10(a / (1 - a))").find("the division stands outside of log10()"),
      std::string::npos);
  EXPECT_NE(said_of("min(max(x, 0), 1)", "min(max(x, -0.5), 0.5)").find("the limits are 0 and 1"), std::string::npos);
  EXPECT_EQ(said_of("x - x + 3", "min(max(x, -1), 1)"), "") << "one number everywhere says nothing";
}

TEST(formula, that_counts_is_told_without_the_names_that_only_formulas_know) {
  EXPECT_EQ(said_of("(from_0(n) + 1) / n", "from_0(n) / n"), "it is counted from 1 instead of from 0");
}

TEST(formula, writes_its_numbers_plainly) {
  EXPECT_EQ(lab::number_in_full(20), "20");
  EXPECT_EQ(lab::number_in_full(10000), "10000");
  EXPECT_EQ(lab::number_in_full(127.5), "127.5");
  EXPECT_EQ(lab::number_in_full(0.0005), "0.0005");
}

TEST(formula, that_gives_no_number_at_all_is_not_guessed) {
  const auto given = some();
  const std::vector<double> nothing(12, std::nan(""));
  EXPECT_TRUE(lab::mistake_that_gives(nothing, lab::parse_formula("sqrt(a - 1) * x + noise"), given).empty());
}

TEST(formula, of_every_exercise_gives_what_its_solution_gives) {
  lab::test_request request{
      .tree = LAB_ROOT "/solutions", .out = kept_folder("workers"), .seed = 3, .shared = shared_folder()};
  request.prove_formulas = true;
  for (const auto& result : lab::run_tests({}, request))
    EXPECT_TRUE(result.passed()) << result.id << ": " << result.message;
}

}  // namespace
