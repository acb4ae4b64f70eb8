#include "messages/compile_errors.hpp"

#include "lab_folder.hpp"
#include "messages/parts.hpp"

namespace {

/// What the real compiler and our translation say about a body of snr.hpp's two functions.
std::string said_about(const std::string& name, const std::string& code, const std::string& first = "") {
  const std::string tree = fresh_folder("compile-" + name), out = kept_folder("compile-workers");
  fs::create_directories(tree + "/1_forward");
  lab::write_text(
      tree + "/1_forward/noising.hpp",
      first +
          "#include \"lab.hpp\"\ninline image add_noise(const image& x0, const image& noise, scalar alpha_bar) {\n" +
          code + "\n}\n");
  lab::build_workers({}, {{tree, "1_forward/noising", out}});
  const std::string error = out + "/1_forward/noising.error";
  return fs::exists(error) ? lab::read_text(error) : "compiled";
}

struct mistake {
  const char* name;
  const char* code;
  const char* line;
  const char* sentence;
};

void expect_told(const mistake& one) {
  const std::string said = said_about(one.name, one.code);
  EXPECT_EQ(said.rfind(std::string("noising.hpp") + one.line, 0), 0u) << one.name << ": " << said;
  EXPECT_NE(said.find(one.sentence), std::string::npos) << one.name << ": " << said;
}

TEST(compile_errors, are_told_in_one_sentence_with_the_students_line) {
  const mistake mistakes[] = {
      {"semicolon", "  return x0", ":3:", "A semicolon is missing"},
      {"undeclared", "  return sqroot(alpha_bar) * x0;", ":3:", "not known here"},
      {"no_return", "  image y = x0;", ":", "ends without giving a result"},
      {"number_for_image", "  image y = 0.5;\n  return y;", ":3:", "A number stands where a whole image"},
      {"image_for_number", "  scalar s = x0;\n  return s * x0;",
       ":3:", "A whole image or curve stands where one number"},
      {"mixed", "  return x0 + noise.matrix();", ":3:", "An array (element by element) and a matrix"},
      {"power", "  return alpha_bar ^ 2 * x0;", ":3:", "^ is not a power"},
      {"std_sqrt_of_image", "  return std::sqrt(x0);", ":3:", "std::sqrt and its friends take one number"},
      {"const", "  x0(0, 0) = 1;\n  return x0;", ":3:", "This must not be changed"},
      {"bracket", "  return (x0 + noise;", ":3:", "closing round bracket"},
      {"comparison", "  if (alpha_bar = 1) return x0;\n  return noise;", ":3:", "To compare, write =="},
  };
  for (const mistake& one : mistakes) expect_told(one);
}

TEST(compile_errors, of_the_linker_and_of_other_encodings_are_told_with_what_to_do) {
  const mistake mistakes[] = {
      {"bracket_too_many", "  return (x0 + noise));", ":3:", "There is one ) too many"},
      {"own_main", "  return x0;\n}\nint main() {\n  return 0;", ":5:", "main is defined twice: remove yours"},
      {"never_written", "  image helper(const image&);\n  return helper(x0);",
       ":3:", "helper is declared and never written"},
  };
  for (const mistake& one : mistakes) expect_told(one);
  const std::string zeros("\0\0", 2);
  EXPECT_NE(said_about("utf16", "  return x0;", "\xff\xfe#" + zeros).find("Save it as UTF-8"), std::string::npos);
}

TEST(compile_errors, of_beginners_are_told_so_that_they_help) {
  const mistake mistakes[] = {
      {"member_of_mean", "  return (x0 - noise).mean().square() * x0;", ":3:", "A single number has no "},
      {"member_of_scalar", "  scalar s = x0.mean();\n  return s.sqrt() * x0;", ":4:", "A single number has no "},
      {"root_as_power", "  return alpha_bar^0.5 * x0 + noise;", ":3:", "^ is not a power"},
      {"power_of_mean", "  return x0 * (x0 - noise)^2.mean();", ":3:", "stands directly behind a number"},
      {"power_of_mean", "  return x0 * (x0 - noise)^2.mean();", ":3:", "Also, ^ is not a power"},
      {"point_behind_number", "  return (x0 + 1) * 127.5.max(0);", ":3:", "stands directly behind a number"},
      {"name_behind_number", "  return 2x0;", ":3:", "stands directly behind a number"},
      {"times", "  return sqrt(alpha_bar) x0;", ":3:", "Is a * missing in front of x0?"},
      {"times_and_no_semicolon", "  return std::sqrt(alpha_bar) x0", ":3:", "Is a * missing in front of x0?"},
      {"times_of_names", "  image y = alpha_bar x0;\n  return y;", ":3:", "Is a * missing in front of x0?"},
      {"times_and_bracket", "  return alpha_bar (x0 + noise);", ":3:", "Is a * missing in front of the bracket?"},
      {"number_given_back", "  return std::sqrt(alpha_bar);", ":3:", "A number stands where a whole image"},
      {"mean_given_back", "  return x0.mean();", ":3:", "A number stands where a whole image"},
      {"two_statements", "  scalar a = 1 - alpha_bar return a * x0;", ":3:", "A semicolon is missing"},
      {"line_above", "  image y = x0\n  y(0, 0) = 1;\n  return y;", ":", "A semicolon is missing"},
      {"brace_too_many", "  return x0;\n}", ":5:", "There is one } too many"},
      {"brace_missing", "  for (int i = 0; i < 3; ++i) {\n  return x0;",
       ":2:", "A } is missing in what begins in this line"},
      {"quotes", "  std::string s = 'FCIG';\n  return x0;", ":3:", "A text stands between double quotes"},
      {"quotes_in_list", "  std::vector<std::string> s = {'FCIG', 'ABCD'};\n  return x0;", ":3:", "double quotes"},
      {"root_sign", "  return \u221aalpha_bar * x0;", ":3:", "a sign that C++ does not know"},
      {"times_sign", "  return alpha_bar \u00d7 x0;", ":3:", "a sign that C++ does not know"},
      {"minus_sign", "  return (1 \u2212 alpha_bar) * x0;", ":3:", "a sign that C++ does not know"},
      {"curly_quotes", "  std::string s = \u201cab\u201d;\n  return x0;", ":3:", "a sign that C++ does not know"},
      {"square_sign", "  return x0\u00b2;", ":3:", "a sign that C++ does not know"},
      {"argument_of_sqrt", "  return x0.sqrt(alpha_bar);", ":3:", "takes nothing between its brackets"},
      {"no_brackets", "  return x0 * x0.mean;", ":3:", "x.mean() instead of x.mean"},
      {"square_brackets", "  scalar a = x0[0][1];\n  return a * x0;",
       ":3:", "round brackets and two indices: x0(y, x)"},
      {"images_compared", "  if (x0 == noise) return x0;\n  return noise;", ":3:", "Write (a == b).all()"},
      {"std_max", "  return std::max(x0, 0.0);", ":3:", "write x.max(0.0)"},
      {"other_exercise", "  return estimate_x0(x0, noise, alpha_bar);",
       ":3:", "estimate_x0 is exercise 2.1, in another file, and exercises do not see each other's functions"},
      {"no_return_at_all", "  image y = x0;", ":", "ends without giving a result"},
      {"return_on_some_ways", "  for (int i = 0; i < 3; ++i)\n    if (x0(0, i) > 0) return x0;",
       ":5:", "Not every way through this function meets a return"},
  };
  for (const mistake& one : mistakes) expect_told(one);
}

TEST(compile_errors, of_whoever_comes_from_elsewhere_are_told_what_it_is_called_here) {
  const mistake mistakes[] = {
      {"brace_too_early", "  }\n  return x0;", ":3:", "There is one } too many, here or further up"},
      {"commas_in_for", "  for (int i = 0, i < 3, i++) x0(0, i);\n  return x0;",
       ":3:", "between the brackets of a for are divided by semicolons"},
      {"stored_in_if", "  if (x0(0, 0) = 1) return noise;\n  return x0;", ":3:", "To compare, write =="},
      {"length", "  return x0 / x0.length();", ":3:", "How many there are is told by size()"},
      {"push_back", "  curve c;\n  c.push_back(1);\n  return x0;", ":4:", "does not grow"},
      {"clamp_of_image", "  return std::clamp(x0 + noise, 0.0, 255.0);", ":3:", "write x.max(0.0).min(255.0)"},
      {"clip", "  return x0.clip(0, 1);", ":3:", "write x.max(0.0).min(1.0)"},
      {"decimal_comma", "  return x0 / 127,5 - 1;", ":3:", "a decimal point is a point"},
  };
  for (const mistake& one : mistakes) expect_told(one);
}

TEST(compile_errors, guess_only_at_names_that_exercises_know) {
  EXPECT_NE(said_about("alike", "  return alphabar * x0;").find("did you mean 'alpha_bar'"), std::string::npos);
  const std::string foreign = said_about("foreign", "  return t * x0;");
  EXPECT_NE(foreign.find("t is not known here"), std::string::npos) << foreign;
  EXPECT_EQ(foreign.find("did you mean"), std::string::npos) << foreign;
  EXPECT_EQ(foreign.find("loop"), std::string::npos) << "there is none: " << foreign;
}

TEST(compile_errors, keep_eigens_types_short) {
  for (const char* code : {"  return alpha_bar^0.5 * x0;", "  return (x0 - noise).mean().square() * x0;",
                           "  return x0 * x0.square;", "  return (x0 * noise + 1).sqrt() + noise.matrix();"}) {
    const std::string said = said_about("short", code);
    EXPECT_LT(said.find('\n'), 250u) << said;
    EXPECT_EQ(said.find("Eigen::"), std::string::npos) << said;
    EXPECT_EQ(said.find("Cwise"), std::string::npos) << said;
  }
}

TEST(compile_errors, of_clang_are_told_too) {
  const std::string of_clang =
      "./a.hpp:3:10: error: no viable conversion from returned value of type 'scalar' (aka 'double') to function "
      "return "
      "type 'image' (aka 'Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>')\n  return alpha_bar x0;\n"
      "         ^~~~~~~~~\n/usr/Array.h:229:25: note: candidate constructor not viable\n"
      "./a.hpp:3:19: error: expected ';' after return statement\n  return alpha_bar x0;\n                  ^\n";
  const auto complaint = lab::first_complaint(of_clang, {"./a.hpp", ""});
  EXPECT_EQ(complaint.line, 3);
  EXPECT_NE(complaint.sentence.find("Is a * missing in front of x0?"), std::string::npos) << complaint.sentence;
  EXPECT_EQ(complaint.compiler.find("Array<"), std::string::npos) << complaint.compiler;
  const auto said = [](const std::string& words) {
    return lab::first_complaint("a.hpp:3:1: error: " + words + "\n", {"a.hpp", ""}).sentence;
  };
  EXPECT_NE(
      said("member reference base type 'scalar' (aka 'double') is not a structure or union").find("single number"),
      std::string::npos);
  EXPECT_NE(
      said("request for member 'sqrt' in 's', which is of non-class type 'scalar' {aka 'double'}").find(".sqrt()"),
      std::string::npos);
  EXPECT_NE(said("invalid suffix '.max' on floating constant").find("directly behind a number"), std::string::npos);
  EXPECT_NE(said("no viable conversion from returned value of type 'typename internal::traits<Array<double, -1, -1, "
                 "1>>::Scalar' "
                 "(aka 'double') to function return type 'image' (aka 'Array<double, -1, -1, 1>')")
                .find("A number stands where a whole image"),
            std::string::npos);
  EXPECT_NE(said("no viable conversion from 'int' to 'std::string'\n  std::string s = 'FCIG';").find("double quotes"),
            std::string::npos);
  EXPECT_NE(said("invalid operands to binary expression ('scalar' (aka 'double') and 'int')\n^").find("not a power"),
            std::string::npos);
  EXPECT_NE(said("extraneous closing brace ('}')").find("too many"), std::string::npos);
  EXPECT_NE(said("unexpected character <U+00D7>").find("does not know"), std::string::npos);
  EXPECT_NE(said("non-void function does not return a value [-Werror,-Wreturn-type]").find("ends without"),
            std::string::npos);
  EXPECT_NE(said("non-void function does not return a value in all control paths [-W]").find("Not every way"),
            std::string::npos);
}

TEST(compile_errors, warnings_of_what_is_seldom_meant_are_told) {
  const std::pair<const char*, const char*> slips[] = {
      {"  int product = 1;\n  product *= 1 - alpha_bar;\n  return product * x0;", "A whole-number variable (int)"},
      {"  int alpha = 1 - alpha_bar;\n  return alpha * x0;", "A whole-number variable (int)"},
      {"  image y = x0;\n  for (int i = 0; i < 3; ++i);\n    y = y * 2;\n  return y;", "A ; directly behind"},
      {"  int unused;\n  image y = x0;\n  if (alpha_bar > 1);\n    y = y * 2;\n  return y;", "A ; directly behind"}};
  for (const auto& [code, sentence] : slips) {
    EXPECT_EQ(said_about("warned", code), "compiled");
    const std::string warned = lab::read_text(kept_folder("compile-workers") + "/1_forward/noising.warning");
    EXPECT_NE(warned.find(sentence), std::string::npos) << warned;
  }
}

TEST(compile_errors, that_show_in_the_next_function_lead_back_to_the_open_bracket) {
  const std::string code = "int a() {\n  if (1) {\n  return 1;\n}\n\nint b() {\n  return 2;\n}\n";
  for (const char* words :
       {"a function-definition is not allowed here before '{' token", "function definition is not allowed here"}) {
    const auto complaint = lab::first_complaint("a.hpp:6:9: error: " + std::string(words) + "\n",
                                                {.file = "a.hpp", .registry = "", .code = code});
    EXPECT_EQ(complaint.line, 1);
    EXPECT_EQ(complaint.sentence, "A } is missing between here and line 6, where the next function begins.");
  }
}

TEST(compile_errors, belong_to_the_exercise_in_whose_part_they_lie) {
  const std::string code =
      "#include \"lab.hpp\"\n/// Exercise 1.1a: a\nint a() {\n  return 1;\n}\n/// Exercise 1.1b: b\nint b() {\n"
      "  return '{';  // {\n}\n";
  EXPECT_EQ(lab::exercise_at(code, 0), "");
  EXPECT_EQ(lab::exercise_at(code, 1), "");
  EXPECT_EQ(lab::exercise_at(code, 4), "1.1a");
  EXPECT_EQ(lab::exercise_at(code, 8), "1.1b");
  std::string open = code;
  open.replace(open.find("  return 1;"), 11, "  if (1) {");
  EXPECT_EQ(lab::exercise_at(open, 7), "1.1a") << "the compiler minds it only in b";
}

TEST(compile_errors, survive_any_output) {
  const auto complaint = lab::first_complaint(std::string(100000, 'x') + "\n:1:1: error: \n\xff\xfe", {"a.hpp", ""});
  EXPECT_FALSE(complaint.compiler.empty());
}

}  // namespace
