#include "messages/slips/slips.hpp"

#include <gtest/gtest.h>

#include "messages/slips/statements.hpp"
#include "messages/text.hpp"

// What compiles and is seldom meant is seen by reading the code; what is meant is left alone.
namespace {

std::string function_of(const std::string& body, const std::string& parameters = "const curve& betas, int timesteps") {
  return "inline curve f(" + parameters + ") {\n  curve y(betas.size() + timesteps);\n" + body + "  return y;\n}\n";
}

std::string said_of(const std::string& code) {
  std::string all;
  for (const lab::slip& one : lab::slips_in(code)) all += lab::text(one.line, ": ", one.sentence, "\n");
  return all;
}

TEST(slips, of_numbers_are_seen_in_code_without_a_function_too) {
  const auto slips = lab::slips_in(
      "a = 1/2 * x;\n// 1/2\nb = 1.0 / 2;\nc = 4/2;\nauto y = 2 * x0;\nz = y;\nconst auto f = [] {};\ng = f;\n");
  ASSERT_EQ(slips.size(), 2u);
  EXPECT_EQ(slips[0].line, 1);
  EXPECT_EQ(slips[0].sentence.rfind("1 / 2 divides", 0), 0u) << slips[0].sentence;
  EXPECT_EQ(slips[1].line, 5);
  EXPECT_EQ(slips[1].sentence.rfind("auto y", 0), 0u) << slips[1].sentence;
}

TEST(slips, are_told_with_their_line) {
  const struct {
    const char *body, *says;
  } slips[] = {
      {"  for (int t = 0; t < timesteps; ++t) y(t) = betas(t) * (t / (timesteps - 1));\n",
       "3: t / (timesteps - 1) divides whole"},
      {"  for (int t = 0; t < timesteps; ++t);\n    y(0) = betas(0);\n",
       "3: the semicolon directly behind for (int t = 0"},
      {"  for (int t = 0; t < timesteps; ++t) y(t) == betas(t);\n",
       "3: == is a comparison and stores nothing; a single = stores"},
      {"  y = betas;\n  y.max(0.0);\n", "4: the result of y.max(0.0) is thrown away"},
      {"  y = betas;\n  y(0) =- 1;\n", "4: =+ and =- store"},
      {"  float a = 0.1;\n  y = a * betas;\n", "3: a float keeps about seven digits"},
      {"  scalar p = 0;\n  for (int t = 0; t < timesteps; ++t) {\n    p *= betas(t);\n    y(t) = p;\n  }\n",
       "3: p begins at 0"},
      {"  scalar p;\n  for (int t = 0; t < timesteps; ++t) {\n    p += betas(t);\n    y(t) = p;\n  }\n",
       "3: p is given no first value"},
      {"  curve z = betas;\n  for (int t = 0; t < timesteps; ++t) z(t) = 1;\n", "what is stored in z is never used"},
      {"  const scalar z = 2 * timesteps;\n", "3: z is computed and never used"},
      {"  for (int t = 0; t < timesteps; ++t) {\n    y(t) = betas(t);\n    return y;\n  }\n",
       "5: this return stands inside of the loop"},
      {"  for (int t = timesteps - 1; t >= 0; ++t) y(t) = betas(t);\n", "3: t counts up while"},
      {"  for (std::size_t t = 9; t >= 0; --t) y(t) = betas(t);\n", "which is never below 0"},
      {"  for (int t = 0; t < 200; ++t) y(t) = betas(t);\n", "3: the loop ends at 200"},
      {"  for (int t = 0; t < timesteps - 1; ++t) y(t) = betas(t);\n", "3: this loop ends one too early"},
      {"  for (int t = 0; t < timesteps; ++t) y(0) = betas(0);\n", "t is not used inside of its loop"},
      {"  for (int t = 0; t < timesteps; ++t)\n    for (int j = 0; j < timesteps; ++j) y(t) = betas(t) * betas(j);\n",
       "4: y(t) is overwritten in every round of the loop over j"},
      {"  scalar s = 0;\n  for (int t = 0; t < timesteps; ++t) {\n    for (int j = 0; j < t; ++j) s += betas(j);\n    "
       "y(t) = s;\n  }\n",
       "3: s is not set back for the next round"},
      {"  y = betas;\n  for (int t = 0; t < timesteps; ++t) y(t) /= y.sum();\n",
       "4: y.sum() is taken anew in every round"},
      {"  for (auto b : y) b += betas(0);\n", "3: b is a copy"},
      {"  y = betas.max(255.0).min(0);\n", "3: .max(255.0).min(0) makes every number 0: max and min are swapped"},
      {"  y = betas.min(-1).max(1);\n", ".max(-1).min(1) keeps what lies between them"},
      {"  for (int t = 0; t < timesteps; ++t) y(t) = betas(t) * t / 199;\n",
       "3: 199 fits a schedule of 200 timesteps only, and the tests use other lengths; write betas.size() - 1"},
      {"  for (int t = 1; t < timesteps; ++t) y(t) = y(t - 1) * 1 - betas(t);\n",
       "3: * 1 - betas multiplies by 1 alone"},
  };
  for (const auto& one : slips)
    EXPECT_NE(said_of(function_of(one.body)).find(one.says), std::string::npos)
        << one.body << said_of(function_of(one.body));
  EXPECT_NE(said_of(function_of("", "const curve& betas, int timesteps, scalar first")).find("first is never used"),
            std::string::npos);
}

TEST(slips, of_places_say_which_index_counts_what) {
  const std::string loops = "  for (int r = 0; r < x.rows(); ++r)\n    for (int c = 0; c < x.cols(); ++c) ";
  const std::string parameters = "const image& x, const image& y";
  EXPECT_NE(said_of(function_of(loops + "y(c, r) = x(r, c);\n", parameters))
                .find("4: y(c, r): r counts rows and c columns, and the row stands first: y(r, c)"),
            std::string::npos);
  EXPECT_EQ(said_of(function_of(loops + "y(r, c) = x(r, c);\n", parameters)), "");
  EXPECT_EQ(said_of(function_of("  image z(x.cols(), x.rows());\n" + loops + "z(c, r) = y(r, c);\n  return z;\n",
                                parameters)),
            "")
      << "made turned over, so it is meant";
}

TEST(slips, leave_the_lines_where_arrays_may_have_met) {
  EXPECT_EQ(lab::lines_that_compute(function_of("  y(0) = betas(timesteps - 1);\n  y = 2 * betas;\n")),
            (std::vector<int>{2, 4}));
}

TEST(slips, are_not_seen_in_what_is_meant) {
  for (const char* body :
       {"  for (int t = 0; t < timesteps; ++t) y(t) = betas(t) * t / (timesteps - 1);\n",
        "  const int half = timesteps / 2;\n  y = half * betas;\n", "  y = betas;\n  if (timesteps == 1) y(0) = 1;\n",
        "  y = betas.max(0.0).min(255.0);\n",
        "  scalar p = 1;\n  for (int t = 0; t < timesteps; ++t) {\n    p *= 1 - betas(t);\n    y(t) = p;\n  }\n",
        "  for (int t = 0; t < timesteps; ++t) {\n    scalar s = 0;\n    for (int j = 0; j <= t; ++j) s += betas(j);\n "
        "   y(t) = s;\n  }\n",
        "  for (auto& b : y) b += betas(0);\n  /* for (;;); */\n"})
    EXPECT_EQ(said_of(function_of(body)), "") << body;
}

TEST(slips, of_indices_say_what_goes_too_far) {
  const auto slips =
      lab::slips_of_indices(function_of("  for (int t = 0; t <= timesteps; ++t) y(t) = betas(t - 1);\n"));
  ASSERT_EQ(slips.size(), 2u);
  EXPECT_NE(slips[0].sentence.find("t <= goes one too far"), std::string::npos);
  EXPECT_NE(slips[1].sentence.find("at t = 0 the place t - 1 is -1"), std::string::npos);
}

TEST(slips, know_what_a_statement_stands_in) {
  const auto functions =
      lab::functions_in(lab::source_lines("inline scalar f(\n    int n) {\n  for (int i = 0; i < n; ++i)\n    if (i > "
                                          "2) {\n      g(i);  // }\n    } else\n      return 1;\n  return \"}\"; }\n",
                                          {}));
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions[0].parameters, std::vector<std::string>{"n"});
  const auto all = lab::statements_of(functions[0]);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].code, "g(i)");
  EXPECT_EQ(all[0].line, 5);
  EXPECT_EQ(all[0].inside, (std::vector<std::string>{"for (int i = 0; i < n; ++i)", "if (i > 2)"}));
  EXPECT_EQ(all[1].inside.back(), "else");
  EXPECT_TRUE(all[2].inside.empty());
}

}  // namespace
