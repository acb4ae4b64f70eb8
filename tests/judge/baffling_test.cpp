#include "judged_body.hpp"

// What once ended in words that said nothing: each is told so that a beginner finds it.
namespace {

TEST(baffling, that_leaves_an_array_is_told_line_index_and_size) {
  auto result = judged_body("index_line", "\n  image y = x0;\n  y(0, 4) = 1;\n  return y;");
  EXPECT_SAYS(result, "noising.hpp, line 5: an index is outside of its array: (0, 4), but its size is 3 x 4");
  EXPECT_SAYS(result, "take them from x.rows()");
  result = judged_body("index_of_a_curve", "\n  curve a(3);\n  return a[-1] * x0;");
  EXPECT_SAYS(result, "line 5: an index is outside of its array: -1, but it has 3, from 0 to 2");
  result = judged_body("index_of_a_list", "\n  const features a(2, x0);\n  return a[2];");
  EXPECT_SAYS(result, "line 5: an index is outside of its array: 2, but it has 2, from 0 to 1");
}

TEST(baffling, with_a_float_is_told_with_digits_that_differ) {
  const auto result =
      judged_body("float", "\n  float a = std::sqrt(alpha_bar);\n  return a * x0 + std::sqrt(1 - alpha_bar) * noise;");
  EXPECT_EQ(result.status, "failed");
  EXPECT_SAYS(result, "about seven digits, which is all that a float keeps");
  const std::size_t expected = result.message.find("expected ") + 9, got = result.message.find(", got ") + 6;
  EXPECT_NE(result.message.substr(expected, got - 6 - expected),
            result.message.substr(got, result.message.find('\n', got) - got))
      << result.message;
}

TEST(baffling, with_a_variable_that_hides_another_is_told_its_name_and_line) {
  const auto result = judged_body(
      "hidden", "\n  image y = x0;\n  for (int i = 0; i < 2; ++i) {\n    image y = noise;\n  }\n  return y;");
  EXPECT_SAYS(result, "noising.hpp:6:");
  EXPECT_SAYS(result, "A type in front of y makes a new variable, which hides (shadows) the y outside");
}

TEST(baffling, that_returns_what_it_never_stored_is_told_so) {
  const auto result = judged_body("never_stored", "return image(x0.rows(), x0.cols());");
  EXPECT_EQ(result.status, "bad_value");
  EXPECT_SAYS(result, "got nan");
#if defined(__x86_64__)
  EXPECT_SAYS(result, "nothing was ever stored");
#endif
}

}  // namespace
