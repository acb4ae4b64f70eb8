#include <algorithm>
#include <chrono>

#include "judged_body.hpp"

// Whatever a student's file does, it becomes the right verdict, and the other groups are judged as if nothing were.
namespace {

TEST(hostile_code, with_a_syntax_error_leaves_the_other_groups_working) {
  const std::string tree = copy_of_solutions("hostile-syntax");
  lab::write_text(tree + "/1_forward/noising.hpp",
                  "#pragma once\n#include \"lab.hpp\"\n" + signature + "{\n  return x0\n}\n");
  const auto results =
      lab::run_tests({}, {.tree = tree, .out = kept_folder("hostile-workers"), .selection = {"0", "1"}});
  for (const auto& result : results)
    EXPECT_EQ(result.status, result.id == "1.2" ? "compile_error" : "passed") << result.id;
  EXPECT_SAYS(find(results, "1.2"), "noising.hpp:4:");
  EXPECT_SAYS(find(results, "1.2"), "A semicolon is missing");
}

TEST(hostile_code, that_is_missing_is_a_compile_error) {
  const std::string tree = copy_of_solutions("hostile-missing");
  fs::remove(tree + "/1_forward/noising.hpp");
  const auto results = lab::run_tests({}, {.tree = tree, .out = kept_folder("hostile-workers"), .selection = {"1.2"}});
  EXPECT_EQ(find(results, "1.2").status, "compile_error");
  EXPECT_SAYS(find(results, "1.2"), "noising.hpp is missing");
}

TEST(hostile_code, with_another_signature_is_told_the_right_one) {
  const auto result =
      judged("signature", "inline image add_noise(const image& x0, scalar alpha_bar) { return x0 * alpha_bar; }\n");
  EXPECT_EQ(result.status, "compile_error");
  EXPECT_SAYS(result,
              "It must read: inline image add_noise(const image& x0, const image& noise, scalar alpha_bar) { ... }");
}

TEST(hostile_code, that_includes_itself_without_end_does_not_compile) {
  const auto result =
      judged("include", "#undef ONCE\n#include \"1_forward/../noising.hpp\"\n" + signature + right_body);
  EXPECT_EQ(result.status, "compile_error");
}

TEST(hostile_code, that_touches_foreign_memory_has_crashed) {
  const auto result = judged_body("segfault", "*reinterpret_cast<volatile int*>(8) = 1; return x0;");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "SIGSEGV");
}

TEST(hostile_code, that_calls_itself_without_end_has_crashed) {
  const auto result =
      judged("recursion", signature + "{ return x0 + add_noise(x0, noise, alpha_bar / 2) * 0.5 + noise; }\n");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "calls itself");
}

TEST(hostile_code, that_loops_is_stopped) {
  const auto result = judged_body("loop", "volatile int i = 0; while (i >= 0) i = 1; return x0;");
  EXPECT_EQ(result.status, "timeout");
  EXPECT_SAYS(result, "no answer within 1 seconds");
}

TEST(hostile_code, that_throws_has_crashed) {
  const auto result = judged_body("throw", "throw std::runtime_error(\"the dog ate it\");");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "the dog ate it");
}

TEST(hostile_code, that_leaves_an_array_is_told_so) {
  const auto result = judged_body("index", "return image::Constant(3, 4, x0(99, 0));");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "an index is outside of its array");
}

TEST(hostile_code, that_combines_different_sizes_is_told_so) {
  const auto result = judged_body("sizes", "return x0 + image(1, 1);");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "two arrays of different sizes are combined element by element: 3 x 4 and 1 x 1");
  EXPECT_SAYS(result, "That is in noising.hpp, line ");
}

TEST(hostile_code, that_exits_before_it_is_asked_has_crashed) {
  const auto result =
      judged("exit", "#include <cstdlib>\nstatic const int bye = (std::exit(0), 0);\n" + signature + right_body);
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "ended by itself with code 0");
}

TEST(hostile_code, that_returns_another_size_gave_a_bad_value) {
  const auto result = judged_body("size", "return image(x0.transpose());");
  EXPECT_EQ(result.status, "bad_value");
  EXPECT_SAYS(result, "it returned an image of 4 x 3, expected an image of 3 x 4");
}

TEST(hostile_code, that_returns_nan_gave_a_bad_value_at_a_place) {
  const auto result = judged_body("nan",
                                  "image y = std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise; "
                                  "y(1, 2) = std::nan(\"\"); return y;");
  EXPECT_EQ(result.status, "bad_value");
  EXPECT_SAYS(result, "at (1,2)");
  EXPECT_SAYS(result, "got nan");
}

TEST(hostile_code, that_prints_ten_megabytes_is_a_flood) {
  const auto result =
      judged("flood", "#include <cstdio>\n" + signature +
                          "{ for (int i = 0; i < 1000000; ++i) std::puts(\"0123456789\"); return x0; }\n");
  EXPECT_EQ(result.status, "flood");
  EXPECT_LE(std::count(result.printed.begin(), result.printed.end(), '\n'), 12) << "the verdict drowns in it";
  EXPECT_NE(result.printed.find("more lines"), std::string::npos) << result.printed;
}

TEST(hostile_code, that_prints_a_little_shows_it) {
  const auto result =
      judged("print", "#include <iostream>\n" + signature + "{ std::cout << \"here\\n\"; return x0; }\n");
  EXPECT_EQ(result.status, "failed");
  EXPECT_EQ(result.printed, "here\n");
}

TEST(hostile_code, that_forges_an_answer_has_crashed) {
  const auto result =
      judged("forged", "#include <unistd.h>\n" + signature +
                           "{ const std::string bytes(64, 'x'); (void)!write(3, bytes.data(), 64); return x0; }\n");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "no answer (not a frame)");
}

TEST(hostile_code, that_answers_before_it_is_asked_has_crashed) {
  const auto result =
      judged("early",
             "#include \"protocol.hpp\"\n#include <unistd.h>\nstatic const bool sent = [] { lab::frame_header h; "
             "h.kind = lab::frame_kind::result; return write(3, &h, sizeof h) > 0; }();\n" +
                 signature + right_body);
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "does not greet first");
}

TEST(hostile_code, that_announces_a_huge_answer_has_crashed) {
  const auto result =
      judged("huge", "#include \"protocol.hpp\"\n#include <unistd.h>\n" + signature +
                         "{ lab::frame_header h; h.kind = lab::frame_kind::result; h.size = 4000000000u; "
                         "(void)!write(3, &h, sizeof h); return x0; }\n");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "a frame of 4000000000 bytes");
}

TEST(hostile_code, that_hangs_up_has_crashed) {
  const auto result = judged("hang-up", "#include <unistd.h>\n" + signature + "{ close(3); sleep(5); return x0; }\n");
  EXPECT_EQ(result.status, "crashed");
}

TEST(hostile_code, that_forks_is_judged_by_the_parents_answer) {
  const auto result = judged("fork", "#include <unistd.h>\n" + signature +
                                         "{ if (fork() == 0) return x0; "
                                         "return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise; }\n");
  EXPECT_EQ(result.status, "passed") << result.message;
}

TEST(hostile_code, that_takes_all_memory_has_crashed) {
  const auto result =
      judged_body("memory", "std::vector<image> all; while (true) all.push_back(image::Ones(2000, 2000));");
  EXPECT_NE(result.status, "passed");
  EXPECT_TRUE(result.status == "crashed" || result.status == "timeout") << result.status;
}

TEST(hostile_code, with_a_whole_number_division_is_told_where) {
  const auto result =
      judged_body("division", "return std::pow(alpha_bar, 1/2) * x0 + std::sqrt(1 - alpha_bar) * noise;");
  EXPECT_EQ(result.status, "failed");
  EXPECT_SAYS(result, "1 / 2 divides whole numbers");
}

TEST(hostile_code, with_an_image_without_a_size_is_told_where) {
  const auto result = judged_body("unsized", "\n  image y;\n  y(0, 0) = x0(0, 0);\n  return y;");
  EXPECT_EQ(result.status, "crashed");
  EXPECT_SAYS(result, "an index is outside of its array");
  EXPECT_SAYS(result, "line 4: an image made without a size has none");
  EXPECT_SAYS(result, "write image y(x.rows(), x.cols())");
}

TEST(hostile_code, with_a_whole_number_variable_is_told_where) {
  const auto result = judged_body("whole", "\n  int rest = 1 - alpha_bar;\n  return rest * x0 + noise;");
  EXPECT_EQ(result.status, "failed");
  EXPECT_SAYS(result, "noising.hpp:4:");
  EXPECT_SAYS(result, "A whole-number variable (int) gets a number with a point");
}

TEST(hostile_code, with_an_error_in_the_other_exercise_of_the_file_says_whose_it_is) {
  const std::string tree = copy_of_solutions("hostile-neighbour"), file = tree + "/1_forward/schedule.hpp";
  std::string code = lab::read_text(file);
  const std::size_t semicolon = code.rfind(";\n", code.find("END SOLUTION", code.find("/// Exercise 1.1b")));
  lab::write_text(file, code.erase(semicolon, 1));
  const auto line = std::to_string(1 + std::count(code.begin(), code.begin() + static_cast<long>(semicolon), '\n'));
  const auto results = lab::run_tests({}, {.tree = tree, .out = kept_folder("hostile-workers"), .selection = {"1.1"}});
  for (const auto& result : results) {
    EXPECT_EQ(result.status, "compile_error") << result.id;
    EXPECT_EQ(result.points, 0) << result.id;
  }
  EXPECT_EQ(find(results, "1.1a").waits_for, "1.1b");
  EXPECT_SAYS(find(results, "1.1a"), "The error is in 1.1b, in the same file (line " + line + "); this one cannot be");
  EXPECT_EQ(find(results, "1.1b").waits_for, "");
  EXPECT_SAYS(find(results, "1.1b"), "A semicolon is missing");

  code = lab::read_text(LAB_ROOT "/solutions/1_forward/schedule.hpp");
  lab::write_text(file, code.replace(code.find("curve alpha_bars("), 17, "curve alphabars("));
  const auto renamed = lab::run_tests({}, {.tree = tree, .out = kept_folder("hostile-workers"), .selection = {"1.1"}});
  EXPECT_SAYS(find(renamed, "1.1a"), "The error is in 1.1b, in the same file; this one");
  EXPECT_SAYS(find(renamed, "1.1b"), "The function alpha_bars of exercise 1.1b was renamed");
  EXPECT_EQ(find(renamed, "1.1b").message.find("lab::"), std::string::npos) << "no names from around the exercises";
  EXPECT_EQ(find(renamed, "1.1b").message.find(".log"), std::string::npos) << "and no file that says no more";
}

}  // namespace
